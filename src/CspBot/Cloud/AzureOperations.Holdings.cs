using System.Collections.Concurrent;
using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;

namespace CspBot.Cloud;

/// <content>What a customer holds: Partner Center's entitlements and orders beside Azure's reservations and savings plans.</content>
internal sealed partial class AzureOperations
{
    /// <summary>Products of an unknown kind that the catalogue is asked about for one customer.</summary>
    private const int ProductsAtOnce = 5;

    /// <summary>The catalogue's kind of a product never changes; null for one whose type no document gives.</summary>
    private readonly ConcurrentDictionary<string, HoldingTraits?> _products = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// All that the customer holds, from four sources at once; a source that fails is named and does not hide the others.
    /// </summary>
    /// <exception cref="CloudFault">No source answered, one asks to wait, or it is no customer of ours.</exception>
    public Task<Holdings> ListHoldingsAsync(string customerId, CancellationToken ct) =>
        ListHoldingsAsync(customerId, Timeout.InfiniteTimeSpan, ct);

    /// <summary>The same for somebody who waits: a source that takes longer counts as one that did not answer.</summary>
    /// <exception cref="CloudFault">No source answered, or one asks to wait.</exception>
    public async Task<Holdings> ListHoldingsAsync(string customerId, TimeSpan patience, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        var until = both.Token;
        var reservations = TryAsync(() => ListReservationsAsync(customerId, until), ct);
        var plans = TryAsync(() => ListSavingsPlansAsync(customerId, until), ct);
        var entitlements = TryAsync(() => ListEntitlementsAsync(customerId, until), ct);
        var orders = TryAsync(() => ListOrdersAsync(customerId, onlyOneTime: true, until), ct);
        await Task.WhenAll(reservations, plans, entitlements, orders);
        var (seen, planned, entitled, ordered) = (await reservations, await plans, await entitlements, await orders);
        HoldingGap[] gaps =
        [
            .. new[]
            {
                (HoldingSource.Reservations, seen.Fault),
                (HoldingSource.SavingsPlans, planned.Fault),
                (HoldingSource.Entitlements, entitled.Fault),
                (HoldingSource.Orders, ordered.Fault),
            }
            .Where(source => source.Fault is not null)
            .Select(source => new HoldingGap(source.Item1, source.Fault!)),
        ];
        if (Array.Find(gaps, gap => gap.Fault.Reason == CloudReason.NotOurCustomer) is { } foreign)
            throw foreign.Fault;
        if (gaps.Length == 4)
            throw gaps[0].Fault;
        var found = new HoldingsFound(seen.Value, planned.Value, entitled.Value, ordered.Value);
        var now = time.GetUtcNow();
        return new Holdings(
            [
                .. (await ToldByCatalogueAsync(customerId, found.All(), until, ct))
                    .OrderBy(holding => holding.PhaseAt(now))
                    .ThenBy(holding => holding.ExpiresAt ?? DateTimeOffset.MaxValue),
            ],
            [.. gaps.Select(gap => gap.Fault)])
        {
            Gaps = gaps,
            IsBlind = found.IsBlind(now),
        };
    }

    /// <summary>What Azure tells of one reservation only when it is asked for that one.</summary>
    public async Task<ReservationMore> ReadReservationAsync(
        string customerId, string reservationOrderId, string reservationId, CancellationToken ct)
    {
        var said = (await arm.GetReservationAsync(Tenant(customerId), reservationOrderId, reservationId, ct)).Properties;
        var renewal = said?.RenewProperties;
        var purchase = renewal?.PurchaseProperties;
        return new ReservationMore(
            said?.BillingPlan,
            said?.InstanceFlexibility is { Length: > 0 } flexibility ? CloudJson.SameWord(flexibility, "On") : null,
            purchase?.Sku?.Name is { Length: > 0 } sku
                ? new Successor(
                    sku,
                    purchase.Location,
                    purchase.Properties?.ReservedResourceType ?? "",
                    purchase.Properties?.Term,
                    purchase.Properties?.Quantity ?? 1,
                    Read(renewal!.BillingCurrencyTotal ?? renewal.PricingCurrencyTotal))
                : null);
    }

    /// <summary>Where no service says what it is, the catalogue may: its product's type, where a document gives that.</summary>
    private async Task<IReadOnlyList<Holding>> ToldByCatalogueAsync(
        string customerId, IReadOnlyList<(Holding Holding, string? Product)> all, CancellationToken until, CancellationToken ct)
    {
        string[] open =
        [
            .. all
                .Where(one => IsOpen(one.Holding) && one.Product is { Length: > 0 } && !_products.ContainsKey(one.Product))
                .Select(one => one.Product!)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(ProductsAtOnce),
        ];
        await Task.WhenAll(open.Select(async product =>
        {
            var told = await TryAsync(() => partner.GetProductTypeAsync(Tenant(customerId), product, until), ct);
            if (told.Fault is not { IsTransient: true })
                _products[product] = HoldingKinds.OfProduct(told.Value.Type, told.Value.SubType);
        }));
        return
        [
            .. all.Select(one => IsOpen(one.Holding) && one.Product is { } product && _products.GetValueOrDefault(product) is { } traits
                ? one.Holding with { Kind = traits.Kind, Promise = traits.Promise, Covered = traits.Covered }
                : one.Holding),
        ];
    }

    /// <summary>Neither Azure nor Partner Center has a word for what it is, and its name is no plan's.</summary>
    private static bool IsOpen(Holding holding) =>
        holding is { Kind: HoldingKind.OneTime, Promise: HoldingPromise.Unknown, Resource: "" };

    /// <summary>A fault as a value, also of a read that took too long; only "too many" goes on: everybody has to stop then.</summary>
    private static async Task<(T? Value, CloudFault? Fault)> TryAsync<T>(Func<Task<T>> read, CancellationToken ct)
    {
        try
        {
            return (await read(), null);
        }
        catch (CloudFault fault) when (fault.Reason != CloudReason.Throttled)
        {
            return (default, fault);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            return (default, new CloudFault(CloudReason.TimedOut, "cloud", null, null, null, "No answer in time.", inner: e));
        }
    }
}
