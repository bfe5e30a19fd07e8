import GatewayJOSE

enum Scrypt { static func hash(_ p: some Collection<UInt8>, salt: [UInt8]) -> [UInt8] { SHA256.hash(Array(p) + salt) } }
extension SigningKey { func rotate() async throws(Failure) -> TokenSigner { try await load() } }
