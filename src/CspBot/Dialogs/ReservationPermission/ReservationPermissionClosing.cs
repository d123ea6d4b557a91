using CspBot.Cloud;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.ReservationPermission;

/// <summary>Turns permissions off by the clock that were to close after what a customer bought. The watch over purchases asks.</summary>
internal sealed class ReservationPermissionClosing(RequestService requests, PurchasesDesk desk, AzureOperations azure)
{
    private const int LookedThrough = 1000;

    /// <summary>See <see cref="ClosePermissions"/>.</summary>
    public async Task<PermissionsClosed> CloseAsync(string customer, IReadOnlyList<Purchase> bought, CancellationToken ct)
    {
        var (closes, isGiven) = (new Dictionary<string, string>(), false);
        var given = await requests.ListForCustomerAsync(ReservationPermissionDialog.Entry.Name, customer, LookedThrough, ct);
        foreach (var request in given)
        {
            if (request.ParentId is not null
                || request.Operation is not ReservationPermissionOperation { ClosesAfter: not null } permission)
                continue;
            isGiven |= request.State is RequestState.Approved or RequestState.Running;
            if (request.State != RequestState.Succeeded)
                continue;
            if (bought.Count == 0)
                await OffByHandAsync(request, permission, ct);
            else
                await CloseAsync(request, permission, bought, closes, ct);
        }

        return new PermissionsClosed(closes, isGiven);
    }

    /// <summary>What was bought under it since it was given, until it was off: the first close it, later ones slipped through.</summary>
    private async Task CloseAsync(
        Request request,
        ReservationPermissionOperation given,
        IReadOnlyList<Purchase> bought,
        Dictionary<string, string> closes,
        CancellationToken ct)
    {
        if (request.EndedAt is not null && given.ClosedFor.Count == 0)
            return;
        var since = request.Steps.FirstOrDefault(step => step.Name == "check")?.At ?? request.CreatedAt;
        var known = await desk.SinceAsync(request.Operation.CustomerId, since, ct);
        var all = known
            .Where(purchase => bought.All(newer => newer.Id != purchase.Id))
            .Concat(bought)
            .Where(purchase => purchase.At >= since && purchase.At <= (request.EndedAt ?? DateTimeOffset.MaxValue))
            .OrderBy(purchase => purchase.At)
            .ToList();

        // Once it closes, everything under it counts, also what would not have closed it.
        var reached = given.ClosedFor.Count > 0
            ? [.. all.Where(purchase => purchase.IsCommitment)]
            : PermissionClosing.Reached(given.ClosesAfter!, given.Meant, all);
        var news = reached.Where(purchase => given.ClosedFor.All(told => told.Order != purchase.Id)).ToList();
        if (news.Count > 0 && await requests.EndByClockAsync(request.Id, Ending(news), ct) is null)
            return;
        foreach (var purchase in reached)
            closes[purchase.Id] = request.Id;
    }

    /// <summary>Somebody switched it elsewhere: where nothing of it is on any more, it has nothing left to wait for.</summary>
    private async Task OffByHandAsync(Request request, ReservationPermissionOperation given, CancellationToken ct)
    {
        if (request.EndedAt is not null)
            return;
        try
        {
            var now = await azure.GetReservationPermissionsAsync(request.Operation.CustomerId, ct);
            if ((now.ReservedInstances && given.Meant.ReservedInstances) || (now.SavingsPlan && given.Meant.SavingsPlan))
                return;
        }
        catch (CloudFault)
        {
            // It stays open: the next purchase closes it, and its end finds then what is left to do.
            return;
        }

        await requests.EndByClockAsync(request.Id, OffByHand, ct);
    }

    private static EffectEnding OffByHand { get; } = new(
        operation => operation,
        new Dictionary<string, string?> { ["reason"] = "off-by-hand" },
        texts => texts[ReservationPermissionText.ClosedByHandTitle],
        (_, texts) => [texts[ReservationPermissionText.ClosedByHandText]]);

    private static EffectEnding Ending(IReadOnlyList<Purchase> news) => new(
        operation => operation is ReservationPermissionOperation given && Missing(given, news) is { Count: > 0 } missing
            ? given with { ClosedFor = [.. given.ClosedFor, .. missing] }
            : operation,
        new Dictionary<string, string?>
        {
            ["orders"] = string.Join(", ", news.Select(purchase => purchase.OrderId)),
            ["bought"] = string.Join("; ", news.Select(purchase => PurchaseCards.Line(Texts.English, purchase))),
        },
        texts => texts[ReservationPermissionText.ClosingTitle],
        (operation, texts) => ReservationPermissionCards.Closing((ReservationPermissionOperation)operation, texts));

    private static List<PermissionPurchase> Missing(ReservationPermissionOperation given, IReadOnlyList<Purchase> news) =>
    [
        .. news
            .Where(purchase => given.ClosedFor.All(told => told.Order != purchase.Id))
            .Select(purchase => new PermissionPurchase(
                purchase.Id,
                purchase.Kind,
                string.Join(", ", purchase.Lines.Select(line => line.Product).Distinct()),
                purchase.Quantity,
                purchase.Amount,
                purchase.At)),
    ];
}
