using CspBot.Cloud;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <content>Through Azure, and how both ways are watched until they are provisioned (azure §7.1, §7.2).</content>
internal sealed partial record BuyOperation
{
    private const string EarlierNote = "earlier-orders";

    /// <summary>Remark of a purchase that Azure does not show us.</summary>
    private const string Unseen = "?";

    /// <summary>So many prices are given up by themselves.</summary>
    private const int MostPrices = 3;

    private static readonly TimeSpan ProvisioningTakes = TimeSpan.FromHours(1);

    private static readonly string[] Bad = ["Cancelled", "BillingFailed", "Failed"];
    private static readonly string[] Good = ["Succeeded", "Created", "Expired", "Split", "Merged"];

    /// <summary>
    /// Under the id that the price came with, which can be bought once: the order is looked for first, also under the ids of prices that
    /// were given up.
    /// </summary>
    private async Task<StepResult> OrderAsync(OperationRun run, CancellationToken ct)
    {
        var azure = run.Azure;
        var order = run.Note(AzureOrderNote)!;
        foreach (var id in Earlier(run).Append(order))
        {
            if (await azure.FindReservationOrderAsync(CustomerId, id, ct) is not null)
                return Placed(id, null);
        }

        var (isAgain, now) = (IsSent(run), Written(run.Time.GetUtcNow()));
        run = await run.KeepAsync((SentNote, isAgain ? run.Note(SentNote)! : now), (LastSentNote, now));
        try
        {
            return Placed(order, await azure.PurchaseReservationAsync(CustomerId, order, Wish, ct));
        }
        catch (CloudFault fault) when (fault.Code == "ReservationOrderIdAlreadyExists")
        {
            return Placed(order, null);
        }
        catch (CloudFault fault) when (fault.Code is "ActivateQuoteFailed" or "CreateQuoteFailed" or "InvalidReservationOrderId")
        {
            // An earlier try whose answer was lost may be what used the price up: it may still come to be.
            var sure = Noted(run, SentNote) + OrdersAreLate;
            return isAgain && run.Time.GetUtcNow() < sure
                ? new StepResult.Waits("ReservationBuy.AzureUnsure", fault.Code!, Words(run).Time(sure)) { Passes = true }
                : await AgainAsync(run, order, ct);
        }
        catch (CloudFault fault) when (BuyWords.Of(fault) is { } known)
        {
            return new StepResult.Refused(known);
        }
    }

    /// <summary>The price is over, and Azure says so: a new one, when the order surely did not come to be.</summary>
    private async Task<StepResult> AgainAsync(OperationRun run, string order, CancellationToken ct)
    {
        if (Earlier(run).Count() >= MostPrices)
            return Refused("ReservationBuy.PricesExpire");
        if (await run.Azure.FindConfirmedAsync(token => run.Azure.FindReservationOrderAsync(CustomerId, order, token), ct) is not null)
            return Placed(order, null);
        var (refused, notes, _) = await QuoteAsync(run, ct);
        if (refused is not null)
            return new StepResult.Refused(refused);
        notes[SentNote] = "";
        notes[EarlierNote] = string.Join(',', Earlier(run).Append(order));
        return new StepResult.NotYet(TimeSpan.Zero) { Notes = notes };
    }

    /// <summary>Partner Center delivers an order and names Azure's; Azure's tells whether it stands.</summary>
    private async Task<StepResult> ConfirmAsync(OperationRun run, CancellationToken ct)
    {
        var azure = run.Azure;
        var order = run.Note(AzureOrderNote) is { Length: > 0 } known ? known : await DeliveredAsync(run, ct);
        if (order is null)
            return Slow(run);
        ReservationOrder? found;
        try
        {
            found = await azure.FindReservationOrderAsync(CustomerId, order, ct);
        }
        catch (CloudFault fault) when (!fault.IsTransient && CatalogueSku is not null)
        {
            // Partner Center has delivered it; that we may not look at it in Azure changes nothing about that.
            return Stands(order, Unseen);
        }

        if (found is not null && Bad.Contains(found.State, StringComparer.OrdinalIgnoreCase))
            return Refused("ReservationBuy.NotProvisioned", found.State, order);
        return found is not null && Good.Contains(found.State, StringComparer.OrdinalIgnoreCase)
            ? Stands(order, order)
            : Slow(run);
    }

    private static StepResult.Done Stands(string order, string remark) =>
        new(Notes: new Dictionary<string, string> { [AzureOrderNote] = order }, Remark: remark) { Orders = [order] };

    /// <summary>Azure's order of Partner Center's; null while it is not delivered.</summary>
    private async Task<string?> DeliveredAsync(OperationRun run, CancellationToken ct)
    {
        var placed = run.Note(PartnerOrderNote)!;
        return await run.Azure.IsFulfilledAsync(CustomerId, placed, ct)
            ? (await run.Azure.ListEntitlementsAsync(CustomerId, ct)).FirstOrDefault(
                one => one.OrderId.Equals(placed, StringComparison.OrdinalIgnoreCase))?.ReservationOrderId
            : null;
    }

    /// <summary>
    /// Partner Center shows an order of its own for what was bought in Azure, some minutes later: it is recorded as ours, so that
    /// nobody is told of it as of a stranger's.
    /// </summary>
    private async Task<StepResult> ClaimAsync(OperationRun run, CancellationToken ct)
    {
        var own = (await run.Azure.ListEntitlementsAsync(CustomerId, ct)).FirstOrDefault(
            one => run.Note(AzureOrderNote)!.Equals(one.ReservationOrderId, StringComparison.OrdinalIgnoreCase));
        return own is { OrderId.Length: > 0 }
            ? new StepResult.Done(Remark: own.OrderId) { Orders = [own.OrderId] }
            : run.Time.GetUtcNow() - DoneAt(run, "order") < OrdersAreLate
                ? new StepResult.NotYet(TimeSpan.FromSeconds(20))
                : new StepResult.Done();
    }

    private StepResult Slow(OperationRun run)
    {
        var waited = run.Time.GetUtcNow() - DoneAt(run, CatalogueSku is null ? "order" : "checkout");
        return waited < ProvisioningTakes
            ? new StepResult.NotYet(TimeSpan.FromSeconds(Math.Clamp(waited.TotalSeconds / 4, 2, 300)))
            : new StepResult.Waits("ReservationBuy.Slow", CustomerName);
    }

    private static IEnumerable<string> Earlier(OperationRun run) =>
        (run.Note(EarlierNote) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static StepResult.Done Placed(string order, CloudReceipt? receipt) =>
        new(receipt, new Dictionary<string, string> { [AzureOrderNote] = order }, order) { Orders = [order], HasWritten = true };
}
