/// A model of identities, events and consent on one topic after a sequence of acts. It follows the documented rules
/// alone, without the database.
struct WhoIsWho {
    final class Person {
        /// Its number in the database.
        var number: Int64 = 0
        var address: String?
        var lastWord: Word?
    }

    struct Word {
        let given: Bool
        /// The order in which the answers were given.
        let order: Int
    }

    private(set) var people: [Person] = []
    private var accounts: [String: Person] = [:]
    private var browsers: [String: Person] = [:]
    private var mails: [String: Person] = [:]
    private var deeds: [String: Person] = [:]
    private var addressWords: [String: Word] = [:]
    private var wordsSaid = 0

    /// Finds the person by user id, else by e-mail, else by visitor, else creates one. A form's user id counts only if
    /// the addresses agree.
    mutating func told(account: String, browser: String, address: String? = nil, isForm: Bool = false) -> Person {
        let mailed = address.flatMap { mails[$0] }
        let isTrusted = !isForm || address == nil || (mailed != nil && accounts[account] === mailed)
        let known = isTrusted ? accounts[account] : nil
        let visitor = browsers[browser]
        let found: Person
        if let known, known.address != nil || mailed == nil || hasAccount(mailed) {
            found = known
        } else if let mailed {
            found = mailed
        } else if let visitor, !hasAccount(visitor), address == nil || visitor.address == nil {
            found = visitor
        } else {
            found = born(address)
        }
        if let address, mails[address] == nil { move(found, to: address) }
        if let known, known !== found { merge(known, into: found) }
        if let visitor = browsers[browser], visitor !== found, visitor.address == nil, !hasAccount(visitor) {
            merge(visitor, into: found)
        }
        if isTrusted { accounts[account] = found }
        browsers[browser] = found
        return found
    }

    /// From now on, everything under the one name belongs to the contact of the other.
    mutating func aliased(_ browser: String, to account: String) -> Person {
        let former = browsers[browser] ?? accounts[browser]
        let survivor = accounts[account] ?? former ?? born(nil)
        if let former, former !== survivor { merge(former, into: survivor) }
        accounts[account] = survivor
        if former == nil { browsers[browser] = survivor }
        return survivor
    }

    mutating func imported(_ address: String) -> Person { mails[address] ?? born(address) }

    mutating func did(_ tag: String, _ person: Person) { deeds[tag] = person }

    /// The survivor's own values win. If either person has said no, no holds.
    mutating func merge(_ gone: Person, into survivor: Person) {
        guard gone !== survivor else { return }
        let words = [gone.lastWord, survivor.lastWord].compactMap(\.self)
        survivor.lastWord = words.max { $0.order < $1.order }
        if words.contains(where: { !$0.given }), survivor.lastWord?.given == true {
            survivor.lastWord = nextWord(false)
        }
        survivor.address = survivor.address ?? gone.address
        for (name, person) in accounts where person === gone { accounts[name] = survivor }
        for (name, person) in browsers where person === gone { browsers[name] = survivor }
        for (name, person) in mails where person === gone { mails[name] = survivor }
        for (tag, person) in deeds where person === gone { deeds[tag] = survivor }
        people.removeAll { $0 === gone }
    }

    /// A "no" outlives the person at the address.
    mutating func erase(_ person: Person) {
        if let address = person.address, let word = person.lastWord, !word.given,
            addressWords[address].map({ $0.order < word.order }) ?? true
        {
            addressWords[address] = word
        }
        accounts = accounts.filter { $0.value !== person }
        browsers = browsers.filter { $0.value !== person }
        mails = mails.filter { $0.value !== person }
        deeds = deeds.filter { $0.value !== person }
        people.removeAll { $0 === person }
    }

    /// - Parameter isFile: a file cannot withdraw a "no".
    mutating func say(_ given: Bool, _ person: Person, isFile: Bool = false) {
        guard state(of: person) != (given ? "granted" : "withdrawn") else { return }
        if isFile, given, state(of: person) == "withdrawn" { return }
        let word = nextWord(given)
        person.lastWord = word
        if let address = person.address, !given || addressWords[address] != nil { addressWords[address] = word }
    }

    /// The expected state on the preference page.
    func state(of person: Person) -> String {
        if let address = person.address, addressWords[address]?.given == false { return "withdrawn" }
        return person.lastWord.map { $0.given ? "granted" : "withdrawn" } ?? "never asked"
    }

    /// The contact of each event, as `tag number`, in order of the tags.
    var doers: [String] { deeds.map { "\($0.key) \($0.value.number)" }.sorted() }

    /// The choice of each contact, as `number state`.
    var choices: [String] { people.map { "\($0.number) \(state(of: $0))" }.sorted() }

    private func hasAccount(_ person: Person?) -> Bool {
        person.map { one in accounts.values.contains { $0 === one } } ?? false
    }

    private mutating func born(_ address: String?) -> Person {
        let person = Person()
        people.append(person)
        if let address { move(person, to: address) }
        return person
    }

    /// After a change of address, the old own address means no one; a second address stays.
    private mutating func move(_ person: Person, to address: String) {
        if let old = person.address { mails[old] = nil }
        person.address = address
        mails[address] = person
    }

    private mutating func nextWord(_ given: Bool) -> Word {
        wordsSaid += 1
        return Word(given: given, order: wordsSaid)
    }
}
