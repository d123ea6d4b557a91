namespace CspBot.Cloud;

/// <summary>How an exchange that was begun stands: a closed set.</summary>
internal abstract record ExchangeWork
{
    private ExchangeWork()
    {
    }

    /// <summary>Of the call that told it.</summary>
    public required CloudReceipt Receipt { get; init; }

    /// <summary>Over, and the service says that it succeeded.</summary>
    /// <param name="Bought">Full ids of the reservations and savings plans that came of it.</param>
    /// <param name="IsWhole">False where one of its parts failed or was cancelled.</param>
    internal sealed record Done(IReadOnlyList<string> Bought, bool IsWhole) : ExchangeWork;

    /// <summary>Over, and nothing came of it by the service's word.</summary>
    /// <param name="Status">Failed, Cancelled or Canceled.</param>
    /// <param name="Code">The service's own; empty when it said none.</param>
    internal sealed record Ended(string Status, string Code, string Message) : ExchangeWork;

    /// <summary>Still at work (Pending, PendingRefunds, PendingPurchases, or a word that is new).</summary>
    /// <param name="Address">Where to look; null where the service named no place.</param>
    internal sealed record Going(string? Address, TimeSpan Wait) : ExchangeWork;
}
