internal import InboxDomain

/// Reads `access:`. Names are checked by their form only: a user or a group may come into being later.
struct AccessSection {
    let context: ReadingContext

    func read(_ node: ConfigNode?) -> AccessConfiguration {
        guard let node, var map = MapReader(node, "access", context.problems) else { return AccessConfiguration() }
        var roles: [AccessConfiguration.Role: [AccessConfiguration.Principal]] = [:]
        for role in AccessConfiguration.Role.allCases.reversed() {
            guard let value = map.take(role.rawValue) else { continue }
            for (text, location) in context.values.texts(value, "access.\(role.rawValue)") {
                guard let principal = principal(text, at: location) else { continue }
                roles[role, default: []].append(principal)
            }
        }
        map.finish()
        if roles[.admin, default: []].isEmpty {
            context.problems.warning(
                node.location, "access names no admin: nobody can reload or see the configuration")
        }
        return AccessConfiguration(roles: roles)
    }

    private func principal(_ text: String, at location: SourceLocation) -> AccessConfiguration.Principal? {
        if text == "$user" { return .daemonUser }
        let isGroup = text.hasPrefix("@")
        let name = isGroup ? String(text.dropFirst()) : text
        guard isAccountName(name) else {
            context.problems.error(
                location,
                "“\(ConfigNode.shortened(text))” is neither a user name, nor a @group, nor $user (who runs the daemon)")
            return nil
        }
        return isGroup ? .group(name) : .user(name)
    }

    /// What useradd(8) takes, and what directories such as LDAP add to it: dots, upper case, `user@realm`.
    private func isAccountName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first != UInt8(ascii: "-"), name.utf8.count <= 256 else { return false }
        return name.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "._-@$\\".unicodeScalars.contains(scalar)
        } && name.first != "@" && name.first != "$"
    }
}
