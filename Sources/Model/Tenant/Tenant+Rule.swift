// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

extension Tenant {
    /// What is done when a user logs in, or has his tokens renewed: claims that are added, or a refusal.
    ///
    /// Auth0 runs JavaScript here (rules, actions); this says what most of it does: for whom, and which claims.
    package struct Rule: Sendable, Hashable {
        package var name: String
        package var condition: Condition
        /// Claims that are added to the access token.
        package var accessToken: [Claim]
        /// Claims that are added to the ID token.
        package var idToken: [Claim]
        /// Refuses the login, with these words as `error_description`.
        package var denial: String?

        /// All that is said must hold; what is not said holds.
        package struct Condition: Sendable, Hashable {
            /// Client ids, of which it must be one; empty: any.
            package var applications: [String]
            /// Identifiers of APIs, of which the token must be for one; empty: any, and none.
            package var audiences: [String]
            /// User ids or emails, of which it must be one; empty: any.
            package var users: [String]
            /// Roles, of which the user must have one; empty: any, and none.
            package var roles: [String]
            /// Scopes, each of which must have been granted.
            package var scopes: [String]

            package init(
                applications: [String] = [],
                audiences: [String] = [],
                users: [String] = [],
                roles: [String] = [],
                scopes: [String] = []
            ) {
                self.applications = applications
                self.audiences = audiences
                self.users = users
                self.roles = roles
                self.scopes = scopes
            }
        }

        package struct Claim: Sendable, Hashable {
            package var name: String
            package var value: Template

            package init(_ name: String, _ value: Template) {
                self.name = name
                self.value = value
            }
        }

        /// A value with holes: `${user.email}`.
        package indirect enum Template: Sendable, Hashable {
            case literal(JSONValue)
            /// The text is one hole: the value itself, of whatever kind. A claim without a value is left out.
            case reference(Reference)
            /// A text with holes; what has no value is empty there.
            case text([Piece])
            case list([Template])
            case object([Claim])

            package enum Piece: Sendable, Hashable {
                case literal(String)
                case reference(Reference)
            }
        }

        /// What can stand in a hole.
        package enum Reference: Sendable, Hashable {
            case userId
            case email
            case emailVerified
            case username
            case name
            case nickname
            case givenName
            case familyName
            case picture
            case roles
            /// What he may do at the API that the token is for.
            case permissions
            /// `user.app_metadata`, and the way into it.
            case appMetadata([String])
            /// `user.user_metadata`, and the way into it.
            case userMetadata([String])
            case clientId
            case applicationName
            case audience
            case scope
        }

        package init(
            name: String,
            condition: Condition = Condition(),
            accessToken: [Claim] = [],
            idToken: [Claim] = [],
            denial: String? = nil
        ) {
            self.name = name
            self.condition = condition
            self.accessToken = accessToken
            self.idToken = idToken
            self.denial = denial
        }
    }
}
