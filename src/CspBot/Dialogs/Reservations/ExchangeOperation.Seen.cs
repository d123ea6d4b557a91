using System.Globalization;
using CspBot.Cloud;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <content>What Azure shows of an exchange: both sides of it.</content>
internal sealed partial record ExchangeOperation
{
    private async Task<Seen> LookAsync(OperationRun run, CancellationToken ct) =>
        await LookAsync(run, (await FindBoughtAsync(run, ct)).Count, ct);

    /// <summary>Everything given back is gone, and everything bought is there: both, or neither, or it is not clear.</summary>
    private async Task<Seen> LookAsync(OperationRun run, int bought, CancellationToken ct)
    {
        var (gone, whole) = (0, 0);
        var orders = (run.Note(BeforeNote) ?? "").Split(';').Select(one => one.Split('=')).ToList();
        foreach (var (order, before) in orders.Select(one => (one[0], int.Parse(one[1], CultureInfo.InvariantCulture))))
        {
            var back = Returns.Where(one => string.Equals(one.OrderId, order, StringComparison.OrdinalIgnoreCase)).Sum(one => one.Returned);
            var held = await run.Azure.CountHeldAsync(CustomerId, order, ct);
            gone += held == before - back ? 1 : 0;
            whole += held == before ? 1 : 0;
        }

        return gone == orders.Count && bought == Reservations.Count + Plans.Count ? Seen.Done
            : whole == orders.Count && bought == 0 ? Seen.Unchanged
            : Seen.Unclear;
    }

    /// <summary>Orders of what bears the request's name.</summary>
    private async Task<IReadOnlyList<string>> FindBoughtAsync(OperationRun run, CancellationToken ct)
    {
        var id = run.Request.Id;
        var reservations = Reservations.Count == 0 ? [] : await run.Azure.ListReservationsAsync(CustomerId, ct);
        var plans = Plans.Count == 0 ? [] : await run.Azure.ListSavingsPlansAsync(CustomerId, ct);
        return
        [
            .. reservations.Where(one => one.Name.Contains(id, StringComparison.Ordinal)).Select(one => one.OrderId.ToLowerInvariant()),
            .. plans.Where(one => one.Name.Contains(id, StringComparison.Ordinal)).Select(one => one.OrderId),
        ];
    }

    private ExchangeWish Wish(OperationRun run) => new(
        [.. Returns.Select(one => one.AsReturn())],
        [.. Reservations.Select((one, at) => one with { Name = $"{one.Sku}_{run.Request.Id}_{at + 1}" })],
        [.. Plans.Select(one => one with { Name = $"{one.Name}_{run.Request.Id}" })]);

    private static StepResult Told(ExchangeWork.Done done) => done.IsWhole
        ? new StepResult.Done(done.Receipt, new Dictionary<string, string> { [WorkNote] = "" })
        {
            Orders =
            [
                .. done.Bought.Select(id => id.Split('/'))
                    .Where(parts => parts.Length > 2)
                    .Select(parts => parts[^3].ToLowerInvariant()),
            ],
        }
        : Refused("ReservationExchange.EndedPartly", "");
}
