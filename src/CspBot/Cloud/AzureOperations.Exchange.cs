using System.Globalization;
using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;

namespace CspBot.Cloud;

/// <content>What an exchange, a trade-in or a purchase of reservations would come to (azure §7). Nothing is changed by asking.</content>
internal sealed partial class AzureOperations
{
    /// <summary>Where the service asks for no pause between two looks at a calculation: that of its sample.</summary>
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(5);

    /// <inheritdoc cref="CloudOptions.SellsSavingsPlans"/>
    public bool SellsSavingsPlans => options.SellsSavingsPlans;

    /// <summary>Asks what the exchange would come to. Not repeated by itself; asking twice is two calculations and no harm.</summary>
    public async Task<ExchangeAnswer> CalculateExchangeAsync(string customerId, ExchangeWish wish, CancellationToken ct) =>
        Read(await arm.CalculateExchangeAsync(Tenant(customerId), Write(wish), ct), null);

    /// <summary>Looks again at a calculation that was not ready; <paramref name="address"/> is the service's own.</summary>
    public async Task<ExchangeAnswer> ReadExchangeAsync(string customerId, string address, CancellationToken ct) =>
        Read(await arm.ReadOperationAsync(Tenant(customerId), address, ct), address);

    /// <summary>What a reservation would cost now. Not repeated by itself.</summary>
    public async Task<PriceQuote> CalculatePriceAsync(string customerId, ReservationPurchase purchase, CancellationToken ct)
    {
        var said = (await arm.CalculatePriceAsync(Tenant(customerId), Write(purchase), ct)).Properties ?? new PricePropertiesShape();
        return new PriceQuote(
            said.ReservationOrderId ?? "",
            said.SkuTitle ?? "",
            Positive(said.BillingCurrencyTotal),
            Positive(said.PricingCurrencyTotal),
            said.IsBillingPartnerManaged,
            [.. (said.PaymentSchedule ?? []).Select(part => new DuePayment(
                DateOnly.TryParse(part.DueDate, CultureInfo.InvariantCulture, out var due) ? due : null,
                Read(part.BillingCurrencyTotal) ?? Read(part.PricingCurrencyTotal)))]);
    }

    /// <summary>Nothing is sold for nothing: such a price is none.</summary>
    private static Money? Positive(AmountShape? price) => Read(price) is { Amount: > 0 and < RefundQuote.Beyond } told ? told : null;

    /// <summary>
    /// Its status words are Capacity's and Resource Manager's: Cancelled and Canceled. A word that is neither good nor bad goes on.
    /// </summary>
    private ExchangeAnswer Read(CloudAnswer answer, string? address)
    {
        var said = arm.ReadExchange(answer);
        switch (said?.Status)
        {
            case "Failed" or "Cancelled" or "Canceled":
                return new ExchangeAnswer.Refused(said.Status, said.Error?.Code ?? "", said.Error?.Message ?? "");
            case "Succeeded" or null when said?.Properties is { } result:
                return new ExchangeAnswer.Quoted(new ExchangeQuote(
                    result.SessionId ?? "",
                    Read(result.RefundsTotal),
                    Read(result.PurchasesTotal),
                    Read(result.NetPayable),
                    [.. (result.PolicyResult?.PolicyErrors ?? []).Select(one => new RefundProblem(one.Code ?? "", one.Message ?? ""))])
                {
                    Returned = Returned(result.ReservationsToExchange ?? []),
                });
        }

        return (answer.AsyncOperation ?? answer.Location ?? address) is { Length: > 0 } next && said?.Status != "Succeeded"
            ? new ExchangeAnswer.Computing(next, answer.RetryAfter ?? UsualWait)
            : throw new CloudFault(
                CloudReason.ServiceFault,
                answer.Receipt.Api,
                answer.Status,
                null,
                answer.Receipt.RequestId,
                "The calculation of an exchange has no result and names no place to look for one.");
    }

    private static Money? Returned(List<ExchangeReturnShape?> returns)
    {
        var parts = returns.Select(one => Read(one?.BillingRefundAmount))
            .Concat(returns.Select(one => one?.BillingInformation?.BillingCurrencyRemainingCommitmentAmount)
                .Where(rest => rest is { Amount: not 0 })
                .Select(Read))
            .ToList();
        return parts is [{ Currency: var currency }, ..] && parts.All(part => part?.Currency == currency)
            ? new Money(parts.Sum(part => part!.Amount), currency)
            : null;
    }

    private static ExchangeBody Write(ExchangeWish wish) => new(new ExchangePropertiesBody(
        wish.Reservations.Count > 0 ? [.. wish.Reservations.Select(Write)] : null,
        wish.Plans.Count > 0 ? [.. wish.Plans.Select(Write)] : null,
        [.. wish.Returns.Select(back => new ReservationToReturn(
            $"/providers/microsoft.capacity/reservationOrders/{back.OrderId}/reservations/{back.Id}", back.Quantity))]));

    private static ReservationPurchaseBody Write(ReservationPurchase purchase) => new(
        new SkuBody(purchase.Sku),
        purchase.Location,
        new ReservationPurchasePropertiesBody(
            purchase.Resource,
            "/subscriptions/" + purchase.Scope.Billing,
            purchase.Term,
            purchase.BillingPlan,
            purchase.Quantity,
            purchase.Name,
            purchase.Scope.Single is null ? "Shared" : "Single",
            purchase.Scope.Single is { } one ? [one] : null,
            Renew: false));

    private static SavingsPlanPurchaseBody Write(SavingsPlanPurchase purchase) => new(
        new SkuBody(purchase.Sku),
        new SavingsPlanPurchasePropertiesBody(
            purchase.Name,
            "/subscriptions/" + purchase.Scope.Billing,
            purchase.Term,
            purchase.IsMonthly ? "P1M" : null,
            purchase.Scope.Single is null ? "Shared" : "Single",
            purchase.Scope.Single is not { } one ? null
                : one.Contains("/resourceGroups/", StringComparison.OrdinalIgnoreCase) ? new AppliedScopeBody(null, one)
                : new AppliedScopeBody(one, null),
            new CommitmentBody(purchase.Hourly.Currency, purchase.Hourly.Amount, "Hourly")));
}
