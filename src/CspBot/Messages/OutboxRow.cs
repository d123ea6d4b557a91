namespace CspBot.Messages;

/// <summary>A message that this worker holds.</summary>
internal sealed class OutboxRow
{
    public string Id { get; set; } = "";

    public string Subject { get; set; } = "";

    public string? Recipient { get; set; }

    public string Tenant { get; set; } = "";

    public string? Conversation { get; set; }

    public string? ActivityId { get; set; }

    public string Payload { get; set; } = "";

    public string Summary { get; set; } = "";

    public int Wanted { get; set; }

    public int Attempts { get; set; }

    public long Fence { get; set; }

    public string? Trace { get; set; }

    /// <summary>End of the lease that an earlier holder did not hand back; 0 for none.</summary>
    public long LeftAt { get; set; }

    /// <summary>From here on it may have been sent.</summary>
    public bool IsBegun { get; set; }

    /// <summary>Its last holder did not live to note what became of it: it may have been sent.</summary>
    public bool WasLeft => LeftAt > 0 && ActivityId is null;

    /// <summary>What it says will be said again: if it may stand there, that is enough.</summary>
    public bool ComesAgain => Subject.EndsWith(Outbox.Reminder, StringComparison.Ordinal);

    /// <summary>A second card of something that has its message already.</summary>
    public bool IsCopy => Id.Contains(Outbox.Copy, StringComparison.Ordinal);
}
