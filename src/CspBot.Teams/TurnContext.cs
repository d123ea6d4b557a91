namespace CspBot.Teams;

/// <summary>One turn: the activity that came in, and speaking to the same conversation.</summary>
public sealed class TurnContext(Activity activity, ConversationReference reference, ConnectorClient connector, bool isRedelivery)
{
    /// <summary>What came in.</summary>
    public Activity Activity { get; } = activity;

    /// <summary>Where it came from, for speaking now or later.</summary>
    public ConversationReference Reference { get; } = reference;

    /// <summary>An invoke that was delivered before: only show the present state.</summary>
    public bool IsRedelivery { get; } = isRedelivery;

    /// <summary>Sends to this conversation; the new message's id, or null when the channel gave none.</summary>
    /// <exception cref="ConnectorException">The Connector refused, or its answer never came.</exception>
    /// <exception cref="InvalidOperationException">
    /// The turn is a card's automatic refresh: an update made in it triggers the next one, without end (facts teams-protocol §2.2).
    /// </exception>
    public Task<string?> SendAsync(OutgoingActivity activity, CancellationToken ct) =>
        Activity.IsAutomaticRefresh
            ? throw new InvalidOperationException("An automatic refresh is answered with a card only; nothing may be sent in it.")
            : connector.SendAsync(Reference, activity, ct);

    /// <summary>Replaces a message of this conversation.</summary>
    /// <exception cref="ConnectorException">The Connector refused, or its answer never came.</exception>
    /// <exception cref="InvalidOperationException">The turn is a card's automatic refresh.</exception>
    public Task UpdateAsync(string activityId, OutgoingActivity activity, CancellationToken ct) =>
        Activity.IsAutomaticRefresh
            ? throw new InvalidOperationException("An automatic refresh is answered with a card only; nothing may be sent in it.")
            : connector.UpdateAsync(Reference, activityId, activity, ct);
}
