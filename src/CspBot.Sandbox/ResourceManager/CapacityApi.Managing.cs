using System.Globalization;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <content>
/// Changes of reservations that run: renewal, scope, name, split and merge (facts, azure §7.1; the samples UpdateReservation.json,
/// SplitReservation.json, MergeReservations.json and GetAvailableScope.json of Microsoft's specification 2022-11-01).
/// </content>
/// <remarks>
/// Assumed: which code of Capacity's list says what; that a renewal needs to say what it buys; that its references, which split into
/// two and merge two, mean exactly two; that only reservations of one order merge.
/// </remarks>
internal static partial class CapacityApi
{
    private const string GroupPath = "/providers/Microsoft.Management/managementGroups/";

    private static Answer Change(Call call, Reservation item)
    {
        JsonNode? said = call.Json?["properties"];
        if (NotRunning(call.World, item) is { } over)
            return over;
        if (said is null)
            return ArmApi.Fault(400, "InvalidRequestContent", "'properties' is required.");
        Reservation changed = item;
        if (said["name"] is { } name)
        {
            if (name.ToString() is { Length: 0 or > 260 })
                return ArmApi.Fault(400, "BadRequest", "The name is not valid.");
            changed = changed with { DisplayName = name.ToString() };
        }

        if (said["appliedScopeType"] is { } type)
        {
            (Reservation? scoped, Answer? wrong) = Scoped(call, changed, type.ToString());
            if (scoped is null)
                return wrong!;
            changed = scoped;
        }

        if (said["renew"] is { } renew)
        {
            (Reservation? renewed, Answer? wrong) = Renewed(call, changed, renew.GetValue<bool>(), said["renewProperties"]);
            if (renewed is null)
                return wrong!;
            changed = renewed;
        }

        if (changed == item)
            return ArmApi.Fault(400, "PatchValuesSameAsExisting", "The values are the same as the existing ones.");
        return Accept(
            call,
            () => Replace(call.World, changed with { State = Now(call.World, item).State }),
            () => Single(call.World, Now(call.World, item), false));
    }

    private static Answer AvailableScopes(Call call, Reservation item)
    {
        if (call.Json?["properties"]?["scopes"] is not JsonArray asked || asked.Count == 0)
            return ArmApi.Fault(400, "InvalidRequestContent", "'scopes' is required.");
        return Answer.Ok(new
        {
            properties = new
            {
                scopes = asked.Select(scope => scope!.ToString()).Select(
                    scope => new { scope, valid = IsUsable(call.World, item.Customer, scope) }),
            },
        });
    }

    private static Answer Split(Call call, Reservation item)
    {
        World world = call.World;
        if (!Ids.Same(Named(call), item.Id))
            return ArmApi.Fault(400, "InvalidReservationId", "The reservation is not in this order.");
        if (NotRunning(world, item) is { } over)
            return over;
        int[] quantities = [.. (call.Json?["properties"]?["quantities"] as JsonArray ?? []).Select(
            one => int.TryParse(one?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        if (quantities.Length != 2 || quantities.Any(quantity => quantity < 1) || quantities.Sum() != item.Quantity)
            return ArmApi.Fault(400, "BadRequest", "The quantities must be two, and add up to that of the reservation.");
        List<Reservation> parts = [.. quantities.Select((quantity, number) => item with
        {
            Id = Ids.Named($"split|{item.Id}|{number}"),
            Quantity = quantity,
            Amount = item.Amount * quantity / item.Quantity,
            Sources = [item.Id],
        })];
        return Accept(
            call,
            () => Become(world, [item], parts, "Split"),
            () => new JsonArray([.. parts.Append(Now(world, item)).Select(one => (JsonNode)Single(world, one, false))]));
    }

    private static Answer Merge(Call call, Reservation first)
    {
        World world = call.World;
        List<Reservation?> found = [.. (call.Json?["properties"]?["sources"] as JsonArray ?? []).Select(source => world.Reservations.Find(
            one => Ids.Same(FullId(one), source?.ToString()) && Ids.Same(one.Customer, first.Customer)))];
        if (found is not [{ } one, { } other] || one.Id == other.Id)
            return ArmApi.Fault(400, "InvalidReservationId", "Two reservations are required.");
        if (!found.All(item => Ids.Same(item!.ReservationOrder, first.ReservationOrder)))
            return ArmApi.Fault(400, "ReservationIdNotInReservationOrder", "The reservations are not in this order.");
        if (NotRunning(world, one) is { } over)
            return over;
        if (NotRunning(world, other) is { } ended)
            return ended;
        Reservation Plain(Reservation item) => item with { Id = "", DisplayName = "", Quantity = 0, Amount = 0, Sources = one.Sources };
        if (Plain(one) != Plain(other))
            return ArmApi.Fault(400, "BadRequest", "The reservations must have the same properties.");
        Reservation merged = one with
        {
            Id = Ids.Named($"merge|{one.Id}|{other.Id}"),
            Quantity = one.Quantity + other.Quantity,
            Amount = one.Amount + other.Amount,
            Sources = [one.Id, other.Id],
        };
        return Accept(
            call,
            () => Become(world, [one, other], [merged], "Merged"),
            () => new JsonArray(
                [.. new[] { Now(world, one), Now(world, other), merged }.Select(item => (JsonNode)Single(world, item, false))]));
    }

    private static Reservation Now(World world, Reservation item) => world.Reservations.Find(found => found.Id == item.Id)!;

    private static void Become(World world, IReadOnlyList<Reservation> sources, IReadOnlyList<Reservation> results, string state)
    {
        foreach (Reservation source in sources)
            Replace(world, Now(world, source) with { State = state, Renew = false });
        world.Reservations.AddRange(results);
    }

    /// <summary>At once with its result, or accepted: it happens later.</summary>
    private static Answer Accept(Call call, Action happens, Func<object> result)
    {
        if (call.World.Knobs.ReservationDelayMs is var delay and > 0)
        {
            call.World.Accepted.Add((call.World.Now.AddMilliseconds(delay), happens));
            return new Answer(202)
                .WithHeader("Location", $"{call.BaseUrl}{call.Path}?api-version=2022-11-01")
                .WithHeader("Retry-After", "1");
        }

        happens();
        return Answer.Ok(result());
    }

    private static Answer? NotRunning(World world, Reservation item) => State(world, item) is "Succeeded" or "Expiring"
        ? null
        : ArmApi.Fault(400, "OperationCannotBePerformedInCurrentState", "The reservation cannot be changed in its state.");

    private static (Reservation? Item, Answer? Wrong) Scoped(Call call, Reservation item, string type)
    {
        JsonNode said = call.Json!["properties"]!;
        JsonArray scopes = said["appliedScopes"] as JsonArray ?? [];
        if (type == "Shared")
            return scopes.Count > 0
                ? (null, ArmApi.Fault(400, "BadRequest", "'appliedScopes' must not be specified for a shared scope."))
                : (item with { Scope = "Shared", AppliedScope = null }, null);
        if (type == "ManagementGroup")
        {
            JsonNode? properties = said["appliedScopeProperties"];
            string group = properties?["managementGroupId"]?.ToString() ?? "";
            return Ids.Same(properties?["tenantId"]?.ToString(), item.Customer) && IsUsable(call.World, item.Customer, group)
                ? (item with { Scope = "ManagementGroup", AppliedScope = group }, null)
                : (null, NotAssociated());
        }

        if (scopes.Count != 1)
            return (null, scopes.Count == 0
                ? ArmApi.Fault(400, "MissingAppliedScopesForSingle", "Applied scopes are required for a single scope.")
                : ArmApi.Fault(400, "InvalidSingleAppliedScopesCount", "A single scope takes one applied scope."));
        string scope = scopes[0]!.ToString();
        return IsUsable(call.World, item.Customer, scope)
            ? (item with { Scope = scope.Split('/').Length > 3 ? "ResourceGroup" : "Single", AppliedScope = scope }, null)
            : (null, NotAssociated());
    }

    private static Answer NotAssociated() => ArmApi.Fault(
        400, "AppliedScopesNotAssociatedWithCommerceAccount", "The applied scope is not associated with the commerce account.");

    /// <summary>An enabled subscription of the customer's, a resource group in one, or a management group of its directory.</summary>
    private static bool IsUsable(World world, string customer, string scope)
    {
        if (scope.StartsWith(GroupPath, StringComparison.OrdinalIgnoreCase))
            return world.ManagementGroups.Append(customer).Contains(scope[GroupPath.Length..], StringComparer.OrdinalIgnoreCase);
        string[] parts = scope.Split('/');
        return parts is ["", "subscriptions", var id, ..]
            && world.AzureSubscription(id) is { State: "Enabled" } subscription
            && Ids.Same(subscription.Tenant, customer)
            && (parts.Length == 3 || (parts is [_, _, _, "resourceGroups", var group] && subscription.ResourceGroups.Contains(group)));
    }

    /// <summary>A renewal says what it buys, and that must be for sale.</summary>
    private static (Reservation? Item, Answer? Wrong) Renewed(Call call, Reservation item, bool renew, JsonNode? more)
    {
        if (!renew)
            return (item with { Renew = false, Successor = null }, null);
        if (more?["purchaseProperties"] is not { } request)
            return (null, ArmApi.Fault(400, "InvalidRequestContent", "'renewProperties.purchaseProperties' is required."));
        ExchangeApi.Bought? bought = null;
        if (ExchangeApi.Reserved(call, request, found => bought = found) is { } wrong)
            return (null, wrong);
        return bought!.IsRetired
            ? (null, ArmApi.Fault(400, "PurchaseError", $"Reservations of {bought.Sku} are not sold any more."))
            : (item with { Renew = true, Successor = request.ToJsonString() }, null);
    }
}
