using CspBot.Store;

namespace CspBot.Purchases;

/// <summary>What people do with a notice: look closer, and take care of it.</summary>
internal sealed class PurchasesDesk(Database database, Turns turns, PurchaseDetails details, PurchaseOptions options, TimeProvider time)
{
    /// <summary>The purchase as it is known; null when there is none, or nobody was told of it yet.</summary>
    public async Task<StoredPurchase?> FindAsync(string id, CancellationToken ct) =>
        await database.ReadAsync(s => PurchaseTable.FindPlainAsync(s, PurchaseNews.Key(id)), ct) is { IsTold: true } told ? told : null;

    /// <summary>Takes care of it, unless somebody does already, and shows that on every card of it.</summary>
    public Task<StoredPurchase?> TakeAsync(string id, string objectId, string name, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            var now = time.GetUtcNow();
            var key = PurchaseNews.Key(id);
            var isFirst = await PurchaseTable.TakeAsync(session, key, new PurchaseTaken(objectId, name, now));
            if (await PurchaseTable.FindAsync(session, key) is not { IsTold: true } told)
                return null;
            if (isFirst)
                await PurchaseNotices.UpdateAsync(session, NoticeMatter.Of(told.Purchase, told.Taken, options), becameUrgent: false, now);
            return told;
        },
        ct);

    /// <summary>Until when Partner Center asked the watch to wait; null when it did not.</summary>
    public Task<DateTimeOffset?> PausedUntilAsync(CancellationToken ct) => turns.PausedUntilAsync(PurchaseWatch.Topic, ct);

    /// <summary>How many customers' savings plans are looked at, and at how many of them that is refused.</summary>
    public Task<(int Customers, int Refused)> CountSavingsAsync(CancellationToken ct) =>
        database.ReadAsync(SavingsPlanTable.CountAsync, ct);

    /// <summary>Who placed these orders of Partner Center or Azure, as far as the bot knows; by order, those that it does.</summary>
    public Task<IReadOnlyDictionary<string, PurchaseOrigin>> OriginsAsync(IEnumerable<string> orderIds, CancellationToken ct) =>
        database.ReadAsync(s => PurchaseTable.OriginsAsync(s, orderIds.Select(PurchaseNews.Key)), ct);

    /// <summary>All that a customer bought by itself since a time, as far as it is known.</summary>
    public Task<IReadOnlyList<Purchase>> SinceAsync(string customer, DateTimeOffset since, CancellationToken ct) =>
        database.ReadAsync(s => PurchaseTable.SinceAsync(s, customer, since), ct);

    /// <summary>How long a purchase may stand before the watch sees it, the services' own delay aside.</summary>
    public async Task<TimeSpan> LooksEveryAsync(bool savingsPlans, CancellationToken ct) =>
        savingsPlans
            ? SavingsPlanWatch.Round((await CountSavingsAsync(ct)).Customers, options.PollInterval)
            : options.PollInterval;

    /// <summary>The watch runs at all.</summary>
    public bool Watches => options.Watch;

    /// <summary>The same purchase with the refund figure of this moment.</summary>
    /// <exception cref="Cloud.CloudFault">The partner cannot ask, or the cloud fails.</exception>
    public Task<Purchase> AskRefundAsync(Purchase purchase, CancellationToken ct) => details.AskRefundAsync(purchase, ct);
}
