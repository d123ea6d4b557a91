namespace CspBot.Teams;

/// <summary>What all instances of one bot share of Teams' limits; a bot that runs alone needs only its own windows.</summary>
/// <remarks>The limits count per app, tenant and conversation (facts teams-protocol §3.4), not per process.</remarks>
public abstract class SharedPace
{
    /// <summary>Takes a place for one call now, or says how long to wait before asking again; nothing is taken then.</summary>
    /// <param name="tenantId">The tenant that the call goes to.</param>
    /// <param name="conversation">The conversation; null when the call counts for the tenant alone.</param>
    /// <param name="ct">Ends the asking.</param>
    public abstract ValueTask<PaceWait> TakeAsync(string tenantId, string? conversation, CancellationToken ct);
}

/// <summary>How long to wait, and for whom: a conversation that must wait holds up no other one.</summary>
/// <param name="For">Zero when the place was taken.</param>
/// <param name="IsOfConversation">The conversation's limit is the reason, not the tenant's.</param>
public readonly record struct PaceWait(TimeSpan For, bool IsOfConversation)
{
    /// <summary>No wait: the place is taken.</summary>
    public static PaceWait None => default;
}

/// <summary>One process alone: its own windows are all there is to keep.</summary>
internal sealed class UnsharedPace : SharedPace
{
    public override ValueTask<PaceWait> TakeAsync(string tenantId, string? conversation, CancellationToken ct) =>
        ValueTask.FromResult(PaceWait.None);
}
