using System.Globalization;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Permissions;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>
/// What a customer ordered and may buy, since when and by whom: Partner Center's orders, reservations page and activity log.
/// </summary>
internal sealed class ReservationHistory(AzureOperations azure, RequestService requests, CloudOptions cloud, TimeProvider time)
{
    public const int Rows = 8;

    /// <summary>Days of the log over all customers: what a turn has time for.</summary>
    public const int LogDays = 7;
    private const int Requests = 60;

    public async Task<DialogReply> ShowAsync(DialogTurn turn, Customer customer, CancellationToken ct)
    {
        var (lines, banners) = await ReadAsync(turn, customer.Id, ct);
        return Show(turn, customer, lines, banners);
    }

    /// <summary>
    /// The activity log over all customers: what a global or user administrator may read of customers in Partner Center, and no more
    /// (<see cref="PartnerPowers"/>).
    /// </summary>
    public async Task<DialogReply> ShowLogAsync(DialogTurn turn, CancellationToken ct)
    {
        var log = await turn.ProbeAsync(
            async token => (await LogAsync(null, LogDays, token)).Where(record => turn.Caller.Sees(record.CustomerId)).ToList(), ct);
        return Show(
            turn,
            null,
            HistoryLines.Of(new HistorySources(null, null, log.Value), [], cloud.Partner.AppId),
            log.Fault is { } fault ? [RefusalCards.Banner(Refusal.From(fault), turn.Texts)] : []);
    }

    private static DialogReply Show(
        DialogTurn turn, Customer? customer, IReadOnlyList<HistoryLine> lines, IReadOnlyList<AdaptiveElement> banners)
    {
        if (turn.Input["as"] == "csv")
            return new DialogReply.ShowCard(HistoryCards.Export(turn.Texts, customer, lines, banners));
        var pages = Math.Max(1, (lines.Count + Rows - 1) / Rows);
        var page = int.TryParse(turn.Input["page"], CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 0, pages - 1) : 0;
        return new DialogReply.ShowCard(HistoryCards.Page(
            turn.Texts, customer, new HistoryPage([.. lines.Skip(page * Rows).Take(Rows)], page, pages, lines.Count), banners));
    }

    /// <summary>
    /// Each source by itself: one that cannot be read is named and hides no other. Who may read which is the table of
    /// <see cref="PartnerPowers"/>.
    /// </summary>
    private async Task<(IReadOnlyList<HistoryLine> Lines, IReadOnlyList<AdaptiveElement> Banners)> ReadAsync(
        DialogTurn turn, string customer, CancellationToken ct)
    {
        var (seesOrders, seesLog) = (turn.Caller.May(PartnerPower.SeePurchases), turn.Caller.May(PartnerPower.SeeActivityLog));
        var ordering = ReadAsync(turn, seesOrders, token => azure.ListOrdersAsync(customer, onlyOneTime: false, token), ct);
        var entitling = ReadAsync(turn, seesOrders, token => azure.ListEntitlementsAsync(customer, token), ct);
        var logging = ReadAsync(turn, seesLog, token => LogAsync(customer, AzureOperations.AuditDays, token), ct);
        var own = (await requests.ListForCustomerAsync(PermissionWatch.Topic, customer, Requests, ct))
            .Where(request => request.FinishedAt is not null)
            .Select(request => new OwnChange(request.FinishedAt!.Value, Named(turn, request)))
            .ToList();
        var (orders, entitlements, log) = (await ordering, await entitling, await logging);
        return (
            HistoryLines.Of(new HistorySources(orders.Value, entitlements.Value, log.Value), own, cloud.Partner.AppId),
            [
                .. new[] { orders.Fault, entitlements.Fault, log.Fault }.OfType<CloudFault>()
                    .DistinctBy(fault => (fault.Api, fault.Reason, fault.Code))
                    .Select(fault => RefusalCards.Banner(Refusal.From(fault), turn.Texts)),
            ]);
    }

    private static Task<Probe<T>> ReadAsync<T>(DialogTurn turn, bool may, Func<CancellationToken, Task<T>> read, CancellationToken ct) =>
        may ? turn.ProbeAsync(read, ct) : Task.FromResult(new Probe<T>(default, null));

    private async Task<IReadOnlyList<AuditRecord>> LogAsync(string? customer, int days, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var records = new List<AuditRecord>();
        await foreach (var record in azure.ReadAuditRecordsAsync(today.AddDays(-days), today, null, customer, ct))
        {
            if (record.Resource is "order" or "self_serve_policy")
                records.Add(record);
        }

        return records;
    }

    private static string Named(DialogTurn turn, Request request) => request.Decision?.By.Name is { } approver
        ? turn.Texts[ReservationHistoryText.AskedAndApproved, request.Requester.Name, approver, request.Id]
        : turn.Texts[ReservationHistoryText.Asked, request.Requester.Name, request.Id];
}
