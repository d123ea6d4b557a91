using System.Globalization;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>
/// Microsoft.Capacity: reading reservations, quoting and doing a refund (facts, azure §7). Assumed: a partner's user sees the
/// reservations billed to a subscription on which AdminAgents is Owner, unless the order was made unreadable.
/// </summary>
internal static partial class CapacityApi
{
    private static readonly string[] Versions = ["2022-11-01", "2022-03-01", "2021-07-01", "2020-06-01"];

    public static void Map(Routes routes)
    {
        const string Root = "/providers/Microsoft.Capacity";
        routes.Map("GET", $"{Root}/reservationOrders", call => Versioned(call) ?? ArmApi.Page(call, Readable(call).Select(OrderJson)));
        routes.Map("GET", $"{Root}/reservationOrders/{{order}}", OfOrder(Look));
        routes.Map("PUT", $"{Root}/reservationOrders/{{order}}", Purchase);
        routes.Map(
            "GET",
            $"{Root}/reservationOrders/{{order}}/reservations",
            OfOrder((call, item) => ArmApi.Page(call, InOrder(call, item).Select(one => Single(call.World, one, false)))));
        routes.Map(
            "GET",
            $"{Root}/reservationOrders/{{order}}/reservations/{{reservation}}",
            OfReservation((call, item) => Answer.Ok(
                Single(call.World, item, Ids.Same(call.Parameter("expand"), "renewProperties")))));
        routes.Map("GET", $"{Root}/reservations", List);
        routes.Map("PATCH", $"{Root}/reservationOrders/{{order}}/reservations/{{reservation}}", OfReservation(Change));
        routes.Map(
            "POST", $"{Root}/reservationOrders/{{order}}/reservations/{{reservation}}/availableScopes", OfReservation(AvailableScopes));
        routes.Map("POST", $"{Root}/reservationOrders/{{order}}/split", OfOrder(Split));
        routes.Map("POST", $"{Root}/reservationOrders/{{order}}/merge", OfOrder(Merge));
        routes.Map("POST", $"{Root}/reservationOrders/{{order}}/calculateRefund", OfOrder(CalculateRefund));
        routes.Map("POST", $"{Root}/reservationOrders/{{order}}/return", OfOrder(Return));
    }

    private static Answer? Versioned(Call call) => ArmApi.WrongVersion(call, Versions);

    private static bool MayRead(Call call, Reservation item) =>
        item.Readable
        && call.World.AzureSubscription(item.Subscription) is { } subscription
        && call.World.RolesOf(call.Token!.ObjectId, subscription).Contains(Ids.Owner);

    private static IEnumerable<Reservation> Readable(Call call) =>
        call.World.Reservations.Where(item => Ids.Same(item.Customer, call.Token!.Tenant) && MayRead(call, item));

    private static Func<Call, Answer> OfOrder(Func<Call, Reservation, Answer> handler) => call =>
    {
        if (Versioned(call) is { } refused)
            return refused;
        call.World.Settle();
        List<Reservation> all = call.World.Reservations.FindAll(
            found => Ids.Same(found.ReservationOrder, call["order"]) && Ids.Same(found.Customer, call.Token!.Tenant));

        // Of several the one that the address or the body names.
        Reservation? item = all.Find(found => Ids.Same(found.Id, Named(call))) ?? all.FirstOrDefault();
        if (item is null)
            return ArmApi.Fault(404, "ReservationOrderNotFound", "The reservation order was not found.");
        return MayRead(call, item)
            ? handler(call, item)
            : ArmApi.NotAllowed(
                call,
                "Microsoft.Capacity/reservationOrders/read",
                $"/providers/Microsoft.Capacity/reservationOrders/{item.ReservationOrder}");
    };

    private static IEnumerable<Reservation> InOrder(Call call, Reservation item) =>
        call.World.Reservations.Where(found => Ids.Same(found.ReservationOrder, item.ReservationOrder)).ToList();

    private static string? Named(Call call) => call.Values.TryGetValue("reservation", out string? named)
        ? named
        : (call.Json?["properties"]?["reservationToReturn"]?["reservationId"] ?? call.Json?["properties"]?["reservationId"])
            ?.ToString().Split('/')[^1];

    /// <summary>The reservation of a full id; or why the caller may not ask about it.</summary>
    public static (Reservation? Item, Answer? Wrong) Find(Call call, string id)
    {
        string[] parts = id.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Reservation? item = parts is [_, _, _, var order, _, var reservation]
            ? call.World.Reservations.Find(found => Ids.Same(found.ReservationOrder, order)
                && Ids.Same(found.Id, reservation)
                && Ids.Same(found.Customer, call.Token!.Tenant))
            : null;
        if (item is null)
            return (null, ArmApi.Fault(400, "InvalidReservationId", $"There is no reservation '{id}'."));
        if (!MayRead(call, item))
            return (null, ArmApi.NotAllowed(call, "Microsoft.Capacity/reservationOrders/write", OrderId(item)));
        return State(call.World, item) is "Succeeded" or "Expiring"
            ? (item, null)
            : (null, ArmApi.Fault(400, "OperationCannotBePerformedInCurrentState", "The reservation cannot be returned in its state."));
    }

    private static Func<Call, Answer> OfReservation(Func<Call, Reservation, Answer> handler) => OfOrder((call, item) =>
        Ids.Same(item.Id, call["reservation"])
            ? handler(call, item)
            : ArmApi.Fault(404, "ReservationIdNotInReservationOrder", "The reservation is not in this order."));

    private static Answer List(Call call)
    {
        if (Versioned(call) is { } refused)
            return refused;
        call.World.Settle();
        return BenefitList.Show(call, Readable(call).Select(item => Listed(call.World, item)));
    }

    private static void Replace(World world, Reservation item) =>
        world.Reservations[world.Reservations.FindIndex(found => found.Id == item.Id)] = item;
}
