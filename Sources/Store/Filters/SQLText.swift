import Automation
import Postgres

/// SQL that is being composed, with the values it is bound to. Values never become part of the text.
struct SQLText {
    private(set) var parameters: [Parameter]

    init(after parameters: [Parameter]) { self.parameters = parameters }

    /// Binds a value and answers its placeholder.
    mutating func bind(_ parameter: Parameter) -> String {
        parameters.append(parameter)
        return "$\(parameters.count)"
    }

    mutating func bind(_ text: String) -> String { bind(.text(text)) }

    /// The expression for a delay, as an interval.
    mutating func bind(_ delay: Delay) -> String { "\(bind("\(delay.amount) \(delay.unit.rawValue)"))::interval" }
}
