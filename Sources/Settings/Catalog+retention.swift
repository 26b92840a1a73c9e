extension Catalog {
    static let retention = Group(
        name: "retention",
        meaning:
            "How long what grows is kept; the leader drops what is older, once an hour. Empty: kept. Look first: relance retention --dry-run.",
        settings: [
            Setting("retention.events", \.retention.events, .optional(.duration(Limits.kept)))
                .means(
                    """
                    What contacts did (crm.events). Dropped by the month. Filters no longer see an event that \
                    is gone, so keep them longer than the longest span of any filter.
                    """
                ),
            Setting("retention.history", \.retention.history, .optional(.duration(Limits.kept)))
                .means(
                    """
                    What workflows did with contacts, and why sends waited (automation.history, messaging.verdicts). \
                    Dropped by the month.
                    """
                ),
            Setting("retention.messages", \.retention.messages, .optional(.duration(Limits.kept)))
                .means(
                    """
                    The frozen text of each message (messaging.messages). Dropped by the month. A message whose first \
                    hand-over left a doubt can be sent again only while its text is kept.
                    """
                ),
            Setting("retention.deliveries", \.retention.deliveries, .optional(.duration(Limits.kept)))
                .means(
                    """
                    The ledger: who was sent what, when, with which outcome (messaging.deliveries). A row stays while \
                    its walk is active. Opens and clicks of a message whose row is gone are no longer recorded.
                    """
                ),
            Setting("retention.message_ids", \.retention.messageIDs, .optional(.duration(Limits.kept)))
                .means("How long a repeated event is recognized by its messageId (crm.message_ids)."),
            Setting("retention.refused", \.retention.refused, .optional(.duration(Limits.kept)))
                .means("Values that came in and could not be kept (crm.refused)."),
            Setting("retention.enrollments", \.retention.enrollments, .optional(.duration(Limits.kept)))
                .means(
                    """
                    Walks that have ended (automation.enrollments). A contact whose walk is gone counts as one who never \
                    was in the workflow, and can enter it again.
                    """
                ),
            Setting("retention.stages", \.retention.stages, .optional(.duration(Limits.kept)))
                .means("Lifecycle stages that contacts have left (crm.stage_history)."),
        ]
    )
}
