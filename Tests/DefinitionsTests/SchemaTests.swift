// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayFiles
import GatewayJSON
import Testing

/// The JSON Schema of routes.yml.
struct SchemaTests {
    @Test func `the file that editors read is what gateway schema prints`() throws {
        let shipped = String(decoding: try File.read(Self.shipped("routes.schema.json")), as: UTF8.self)
        #expect(shipped == RoutesSchema.text, "run: gateway schema > routes.schema.json")
    }

    @Test func `it is the same at each time`() {
        #expect(RoutesSchema.text == RoutesSchema.text)
    }

    @Test func `it is JSON of draft-07, and each reference leads somewhere`() throws {
        let schema = try JSONValue(parsing: RoutesSchema.text.utf8)
        #expect(schema.object?["$schema"]?.string == "http://json-schema.org/draft-07/schema#")
        let names = try #require(schema.object?["definitions"]?.object?.members.map(\.name))
        let references = Self.references(in: schema)
        #expect(!references.isEmpty)
        for reference in references {
            #expect(names.contains { "#/definitions/\($0)" == reference }, "\(reference)")
        }
        for name in names {
            #expect(references.contains("#/definitions/\(name)"), "nothing uses \(name)")
        }
    }

    @Test(arguments: RoutesSchema.places.indices)
    func `each key that the reader knows is in the schema, and the other way round`(_ index: Int) throws {
        let (place, definitions) = RoutesSchema.places[index]
        let schema = try #require(RoutesSchema.json.object)
        var keys = Set<String>()
        for name in definitions {
            let properties = try #require(schema["definitions"]?.object?[name]?.object?["properties"]?.object)
            keys.formUnion(properties.members.map(\.name))
        }
        if definitions.isEmpty {
            keys.formUnion(try #require(schema["properties"]?.object).members.map(\.name))
        }
        #expect(keys == Set(place.keys), "\(place.name)")
    }

    @Test(arguments: RoutesSchema.places.indices)
    func `each key has a line in the documentation`(_ index: Int) throws {
        let place = RoutesSchema.places[index].place
        let page = String(decoding: try File.read(Self.shipped("docs/routes-yml.md")), as: UTF8.self)
        for key in place.keys {
            #expect(page.contains("\n| `\(key)` |"), "\(key), of \(place.name)")
        }
    }

    @Test func `a map of many keys says of each what it is`() throws {
        for member in try #require(RoutesSchema.json.object?["properties"]?.object).members {
            let isReference = member.value.object?["$ref"] != nil
            #expect(
                isReference || member.value.object?["description"]?.string?.hasSuffix(".") == true,
                "\(member.name)"
            )
        }
    }

    @Test func `the demo tells editors where it is`() throws {
        let text = String(decoding: try File.read(Self.shipped("routes.yml")), as: UTF8.self)
        #expect(text.hasPrefix("# yaml-language-server: $schema=./routes.schema.json\n"))
    }

    private static func references(in value: JSONValue) -> Set<String> {
        switch value {
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(references(in: $1)) }
        case .object(let object):
            object.members.reduce(into: []) { found, member in
                if member.name == "$ref", let text = member.value.string { found.insert(text) }
                found.formUnion(references(in: member.value))
            }
        default: []
        }
    }

    private static func shipped(_ name: String) -> String {
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(folder)/\(name)"
    }
}
