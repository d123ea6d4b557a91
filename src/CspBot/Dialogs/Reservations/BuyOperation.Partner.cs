using System.Globalization;
using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <content>Through Partner Center: registration, cart and checkout (partner-center §5.1, §5.3).</content>
internal sealed partial record BuyOperation
{
    private const string CartNote = "cart";
    private const string ItemNote = "item";
    private const string SentNote = "sent";
    private const string LastSentNote = "last-sent";
    private const string RegisteredNote = "registered";
    private const string CartsNote = "carts";
    private const string LooksBought = "ReservationBuy.LooksBought";
    private const string OrderMissing = "ReservationBuy.OrderMissing";

    /// <summary>Orders show up to 15 minutes late (partner-center §5.4); a little more, to be sure.</summary>
    private static readonly TimeSpan OrdersAreLate = TimeSpan.FromMinutes(20);

    /// <summary>Clocks differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>So many carts are made by themselves; more would be no bad luck.</summary>
    private const int MostCarts = 3;

    private static readonly TimeSpan RegistrationTakes = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AskedAgain = TimeSpan.FromMinutes(1);

    /// <summary>Registering again changes nothing, so that each try has an id of its own; one a minute is enough.</summary>
    private async Task<StepResult> RegisterAsync(OperationRun run, CancellationToken ct)
    {
        var state = await run.Azure.GetRegistrationAsync(CustomerId, PartnerSubscription, ct);
        if (state == RegistrationState.Registered)
            return new StepResult.Done { HasWritten = run.Note(RegisteredNote) is not null };
        var (now, notes) = (run.Time.GetUtcNow(), new Dictionary<string, string>());
        if (state == RegistrationState.NotRegistered && (run.Note(RegisteredNote) is null || now - Noted(run, RegisteredNote) > AskedAgain))
        {
            await run.Azure.RegisterAsync(CustomerId, PartnerSubscription, Guid.NewGuid().ToString(), ct);
            notes[RegisteredNote] = Written(now);
        }

        return now - DoneAt(run, "check") < RegistrationTakes
            ? new StepResult.NotYet(TimeSpan.FromSeconds(3)) { Notes = notes }
            : new StepResult.Waits("ReservationBuy.StillRegistering", SubscriptionName) { Passes = true };
    }

    /// <summary>A cart binds to nothing: one whose answer was lost is left behind, and a new one is made.</summary>
    private async Task<StepResult> CartAsync(OperationRun run, CancellationToken ct)
    {
        var (refused, notes) = await FillAsync(run, ct);
        return refused is not null ? new StepResult.Refused(refused) : new StepResult.Done(Notes: notes);
    }

    private async Task<(Refusal? Refused, Dictionary<string, string> Notes)> FillAsync(OperationRun run, CancellationToken ct)
    {
        var notes = new Dictionary<string, string>();
        if (await run.Azure.FindCatalogueItemAsync(Market, Offer, ct) is not { } item)
            return (new Refusal("ReservationBuy.NotSoldNow", Size, Location) { CanBeMended = true }, notes);
        var wish = new CartWish(item, LineName(run.Request.Id), Quantity, Term, SubscriptionId, Scope == "Shared");
        var (cart, _) = await run.Azure.CreateCartAsync(CustomerId, wish, Guid.NewGuid().ToString(), ct);
        if (cart.Errors is [var first, ..])
            return (BuyWords.Line(first), notes);
        notes[CartNote] = cart.Id;
        notes[ItemNote] = item;
        notes[SentNote] = "";
        return (null, notes);
    }

    /// <summary>
    /// As the catalogue names reserved machines, so that the order is known for one, and with the request's id: the order's line tells
    /// whose it is.
    /// </summary>
    private string LineName(string request) => $"Reserved_VM_Instance_{Size}_{Location}_{(Term == "P3Y" ? "3_Years" : "1_Year")}_{request}";

    /// <summary>
    /// What was ordered before this look is read first: the cart's own status, then the customer's orders. Only a cart that is open
    /// still, and that no order could be of, is sent.
    /// </summary>
    private async Task<StepResult> CheckoutAsync(OperationRun run, CancellationToken ct)
    {
        var (azure, now) = (run.Azure, run.Time.GetUtcNow());
        var cart = await azure.FindCartAsync(CustomerId, run.Note(CartNote)!, ct);
        var (certain, alike) = await FindPlacedAsync(run, ct);
        if (certain is not null)
            return Ordered(run, certain.Id, null);
        if (cart is { IsOrdered: true })
            return await SentAsync(run, alike, null, ct);
        if (alike is not null && !(run.Request.Continued is { Step: "checkout", Reason: LooksBought }))
            return new StepResult.Waits(LooksBought, alike.Id, Words(run).Time(alike.CreatedAt ?? now));
        if (cart is null || cart.Expires <= now)
            return await AnewAsync(run, ct);
        if (cart.Errors is [_, ..])
            return await RefillAsync(run, ct);
        if (now - Noted(run, PricedNote) > PriceIsFresh)
        {
            var (refused, notes, _) = await QuoteAsync(run, ct);
            return refused is not null
                ? new StepResult.Refused(refused)
                : new StepResult.NotYet(TimeSpan.Zero) { Notes = notes };
        }

        return await SendAsync(run, cart, ct);
    }

    /// <summary>That it is about to be sent is on record before it is: after a crash somebody has to look first.</summary>
    private async Task<StepResult> SendAsync(OperationRun run, ShoppingCart cart, CancellationToken ct)
    {
        var now = Written(run.Time.GetUtcNow());
        run = await run.KeepAsync((SentNote, run.Note(SentNote) is { Length: > 0 } first ? first : now), (LastSentNote, now));
        CheckoutResult result;
        try
        {
            result = await run.Azure.CheckoutAsync(CustomerId, cart.Id, run.IdFor("checkout|" + cart.Id).ToString(), ct);
        }
        catch (CloudFault fault) when (fault.Code is "800064" or "800060")
        {
            return new StepResult.Waits("ReservationBuy.CartBusy") { Passes = true };
        }
        catch (CloudFault fault) when (fault.Code == "800065")
        {
            return await SentAsync(run, (await FindPlacedAsync(run, ct)).Alike, fault, ct);
        }
        catch (CloudFault fault) when (fault.Code == "800008")
        {
            return new StepResult.NotYet(TimeSpan.FromSeconds(1));
        }
        catch (CloudFault fault) when (fault.Code == "800009")
        {
            return await LineAsync(run, cart, new CartProblem("800009", fault.Words ?? ""), ct);
        }
        catch (CloudFault fault) when (BuyWords.Of(fault) is { } known)
        {
            return new StepResult.Refused(known);
        }

        if (result.Orders is [var order, ..])
            return Ordered(run, order, result.Receipt);
        return result.Errors is [var error, ..]
            ? await LineAsync(run, cart, error, ct)
            : new StepResult.NotYet(TimeSpan.FromSeconds(3));
    }

    /// <summary>The cart itself says which line it is, and why (800009).</summary>
    private async Task<StepResult> LineAsync(OperationRun run, ShoppingCart sent, CartProblem told, CancellationToken ct)
    {
        var cart = await run.Azure.FindCartAsync(CustomerId, sent.Id, ct);
        return new StepResult.Refused(BuyWords.Line(cart?.Errors is [var first, ..] ? first : told));
    }

    /// <summary>The cart was sent: its order is waited for, and is nobody else's.</summary>
    private async Task<StepResult> SentAsync(OperationRun run, Order? alike, CloudFault? fault, CancellationToken ct)
    {
        var (certain, _) = await FindPlacedAsync(run, ct);
        if ((certain ?? alike) is { } order)
            return Ordered(run, order.Id, null);
        var isLate = run.Time.GetUtcNow() - Noted(run, LastSentNote) > OrdersAreLate;
        return new StepResult.Waits(isLate ? OrderMissing : "ReservationBuy.CartSent", fault?.Code ?? "Ordered")
        {
            Passes = !isLate,
        };
    }

    /// <summary>
    /// The cart is over. If it was ever sent, it may have been ordered in its last moment, and orders show late: a new one is made only
    /// when no order of it can come any more.
    /// </summary>
    private async Task<StepResult> AnewAsync(OperationRun run, CancellationToken ct)
    {
        var sure = Noted(run, LastSentNote) + OrdersAreLate;
        return IsSent(run) && run.Time.GetUtcNow() < sure
            ? new StepResult.Waits("ReservationBuy.CartExpired", Words(run).Time(sure)) { Passes = true }
            : await RefillAsync(run, ct);
    }

    private static bool IsSent(OperationRun run) => run.Note(SentNote) is { Length: > 0 };

    private async Task<StepResult> RefillAsync(OperationRun run, CancellationToken ct)
    {
        if (Carts(run) >= MostCarts)
            return Refused("ReservationBuy.CartsExpire", ProductWords.Number(Words(run), Carts(run)));
        var (refused, notes) = await FillAsync(run, ct);
        notes[CartsNote] = (Carts(run) + 1).ToString(CultureInfo.InvariantCulture);
        return refused is not null ? new StepResult.Refused(refused) : new StepResult.NotYet(TimeSpan.Zero) { Notes = notes };
    }

    private static int Carts(OperationRun run) =>
        int.TryParse(run.Note(CartsNote), NumberStyles.None, CultureInfo.InvariantCulture, out var made) ? made : 1;

    /// <summary>
    /// The order whose line is named after this request, and one that fits in product, quantity and time but is named after no request:
    /// no document says that an order keeps the name of its cart's line. None before the cart was sent for the first time.
    /// </summary>
    private async Task<(Order? Certain, Order? Alike)> FindPlacedAsync(OperationRun run, CancellationToken ct)
    {
        if (!IsSent(run))
            return (null, null);
        var since = Noted(run, SentNote) - Skew;
        var orders = (await run.Azure.ListOrdersAsync(CustomerId, onlyOneTime: true, ct))
            .Where(order => order.CreatedAt is null || order.CreatedAt >= since)
            .ToList();
        var name = "_" + run.Request.Id;
        var certain = orders.Find(order => order.Lines.Any(line => line.Name.EndsWith(name, StringComparison.OrdinalIgnoreCase)));
        var alike = orders.Find(order => order.Lines.Any(line => line.Quantity == Quantity
            && line.OfferId.Equals(run.Note(ItemNote), StringComparison.OrdinalIgnoreCase)
            && !line.Name.Contains("_R-", StringComparison.Ordinal)));
        return (certain, alike);
    }

    private static StepResult.Done Ordered(OperationRun run, string order, CloudReceipt? receipt) =>
        new(receipt, new Dictionary<string, string> { [PartnerOrderNote] = order }, Carts(run) > 1 ? order + Anew : order)
        {
            Orders = [order],
            HasWritten = true,
        };
}
