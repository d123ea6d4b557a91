namespace CspBot.Messages;

/// <summary>A message that this worker holds, as it was when it was claimed.</summary>
internal sealed class OutboxRow
{
    /// <summary>Its columns in a select.</summary>
    public const string Columns =
        "id, subject, language, recipient, tenant, conversation, activity_id as ActivityId, payload, summary, wanted, state, problem, "
        + "attempts, unsure, refusals, opened, cut, fence, trace";

    public string Id { get; set; } = "";

    public string Subject { get; set; } = "";

    public string Language { get; set; } = "";

    public string? Recipient { get; set; }

    public string Tenant { get; set; } = "";

    public string? Conversation { get; set; }

    public string? ActivityId { get; set; }

    public string Payload { get; set; } = "";

    public string Summary { get; set; } = "";

    public int Wanted { get; set; }

    public string State { get; set; } = "";

    public string? Problem { get; set; }

    public int Attempts { get; set; }

    /// <summary>Sends of unknown result before this one: each may stand there.</summary>
    public int Unsure { get; set; }

    /// <summary>How often Teams called it wrong.</summary>
    public int Refusals { get; set; }

    /// <summary>The person's chat is to be opened anew for it.</summary>
    public int Opened { get; set; }

    /// <summary>Its card was too large, and is made smaller.</summary>
    public int Cut { get; set; }

    public long Fence { get; set; }

    public string? Trace { get; set; }

    /// <summary>The person or conversation that it is for: one message at a time.</summary>
    public string Place => Recipient ?? Conversation ?? "";

    /// <summary>From here on it may have been sent.</summary>
    public bool IsBegun { get; set; }

    /// <summary>The chat in which it stood is no more: it is sent anew in another.</summary>
    public bool IsMoved { get; set; }

    /// <summary>What became of it is written.</summary>
    public bool IsSettled { get; set; }

    /// <summary>The conversation that it would go to, when one is known.</summary>
    public string? KnownConversation { get; set; }

    /// <summary>It goes to a person's own chat, which can be opened anew.</summary>
    public bool IsToPerson { get; set; }

    /// <summary>It was parked, and is tried to see whether the bot may speak there again.</summary>
    public bool IsProbe => State == "parked";

    public bool IsEdit => ActivityId is not null;

    /// <summary>
    /// The edit before this one got no answer: it may still arrive, and would stand over what is said now. So this is said once more.
    /// </summary>
    public bool MayBeOvertaken => IsEdit && Problem == nameof(Teams.ConnectorFailure.Unknown);

    /// <summary>What it says will be said again: if it may stand there, that is enough.</summary>
    public bool ComesAgain => Subject.EndsWith(Outbox.Reminder, StringComparison.Ordinal);

    /// <summary>It has been sent as often as a message of unknown result may be.</summary>
    public bool IsSpent => !IsEdit && Unsure >= (ComesAgain ? 1 : 2);

    /// <summary>A second card of something that has its message already.</summary>
    public bool IsCopy => Id.Contains(Outbox.Copy, StringComparison.Ordinal);

    /// <summary>Teams forbade it before.</summary>
    public bool WasForbidden => Problem?.StartsWith("403", StringComparison.Ordinal) == true;

    /// <summary>
    /// Opening a chat is harmless and tells whether Teams answers, and where the person is now: it comes
    /// before whatever is to be tried once more.
    /// </summary>
    public bool OpensAnew => Opened > 0 || IsProbe || (Unsure > 0 && !IsEdit);
}
