using CspBot.Cloud;
using CspBot.Permissions;
using CspBot.Purchases;

namespace CspBot.Dialogs.Reservations;

/// <summary>What happened.</summary>
internal enum HistoryKind
{
    /// <summary>Something was ordered.</summary>
    Order,

    /// <summary>An order was changed.</summary>
    Change,

    /// <summary>The permission to buy was switched.</summary>
    Permission,

    /// <summary>The customer has it, and no order in the list tells of it.</summary>
    Entitlement,
}

/// <summary>One line of a customer's history.</summary>
/// <param name="At">UTC; null where nothing tells.</param>
/// <param name="Name">What it is about; empty for permissions.</param>
internal sealed record HistoryLine(DateTimeOffset? At, HistoryKind Kind, string Name)
{
    public int Quantity { get; init; }

    /// <summary>The order's, as Partner Center spells it; null where nothing tells.</summary>
    public string? Status { get; init; }

    /// <summary>The customer's name as the activity log has it; empty for what it does not tell of.</summary>
    public string Customer { get; init; } = "";

    /// <summary>Null: Partner Center mostly tells none.</summary>
    public Money? Amount { get; init; }

    /// <summary>When what was bought ends.</summary>
    public DateTimeOffset? Ends { get; init; }

    public string OrderId { get; init; } = "";

    /// <summary>Who, as the activity log or the bot's own request names them; null where neither does.</summary>
    public string? By { get; init; }

    /// <summary>The application's name, where the log has a name and no id.</summary>
    public string? Through { get; init; }

    /// <summary>What the customer could buy by itself from then on; for permissions.</summary>
    public ReservationPermissions? After { get; init; }

    /// <summary>It was tried and did not come about.</summary>
    public bool Failed { get; init; }
}

/// <summary>A request of the bot's own that changed something at the customer.</summary>
/// <param name="By">Who asked, and who approved.</param>
internal sealed record OwnChange(DateTimeOffset FinishedAt, string By);

/// <summary>What was read of a customer; null where it could not be read, or may not be by this reader.</summary>
internal sealed record HistorySources(
    IReadOnlyList<Order>? Orders, IReadOnlyList<Entitlement>? Entitlements, IReadOnlyList<AuditRecord>? Records);

/// <summary>Joins orders, entitlements and the activity log into one list, newest first. Pure.</summary>
internal static class HistoryLines
{
    /// <summary>The log's time of the bot's own write and the end of its request, read back after it, lie so close together.</summary>
    private static readonly TimeSpan About = TimeSpan.FromMinutes(2);

    /// <param name="sources">What was read.</param>
    /// <param name="own">Requests of the bot's own at this customer.</param>
    /// <param name="ownApplication">The bot's application in Partner Center.</param>
    public static IReadOnlyList<HistoryLine> Of(HistorySources sources, IReadOnlyList<OwnChange> own, string ownApplication)
    {
        var records = (sources.Records ?? []).DistinctBy(record => record.Id).ToList();
        var placed = records
            .Where(record => Is(record, "create_order") && record.OrderId is { Length: > 0 })
            .GroupBy(record => PurchaseNews.Key(record.OrderId!))
            .ToDictionary(of => of.Key, of => of.MinBy(record => record.At)!);
        var orders = sources.Orders ?? [];
        var listed = orders
            .SelectMany(order => new[] { order.Id, order.AlternateId })
            .OfType<string>()
            .Select(PurchaseNews.Key)
            .ToHashSet(StringComparer.Ordinal);
        var lines = orders.Select(order => Line(order, sources.Entitlements ?? []) with
        {
            By = By(placed.GetValueOrDefault(PurchaseNews.Key(order.Id))),
            Through = Through(placed.GetValueOrDefault(PurchaseNews.Key(order.Id))),
        });
        return
        [
            .. lines
                .Concat((sources.Entitlements ?? [])
                    .Where(entitlement => sources.Orders is not null && !IsOf(entitlement, listed))
                    .Select(Line))
                .Concat(records
                    .Where(record => record.Resource is "order" && !(Is(record, "create_order") && IsListed(record, listed)))
                    .Select(record => Change(record) with { By = By(record), Through = Through(record) }))
                .Concat(records
                    .Where(record => record.Resource is "self_serve_policy")
                    .Select(record => new HistoryLine(record.At, HistoryKind.Permission, "")
                    {
                        After = PermissionWatchSighting.StateAfter(record),
                        Failed = !record.Succeeded,
                        By = By(record),
                        Through = Through(record),
                        Customer = record.CustomerName ?? "",
                    }))
                .OrderByDescending(line => line.At ?? DateTimeOffset.MinValue)
                .ThenBy(line => line.OrderId, StringComparer.Ordinal),
        ];

        string? By(AuditRecord? record) => record is null ? null
            : PurchaseNews.IsOurs(record.ApplicationId, ownApplication)
                ? own.Where(change => (change.FinishedAt - record.At).Duration() <= About).Select(change => change.By).FirstOrDefault()
                    ?? "CspBot"
            : string.IsNullOrWhiteSpace(record.UserPrincipalName) ? null
            : record.UserPrincipalName;

        string? Through(AuditRecord? record) => record?.ApplicationId is { Length: > 0 } application && !Guid.TryParse(application, out _)
            ? application
            : null;
    }

    private static bool Is(AuditRecord record, string operation) =>
        record.Operation.Equals(operation, StringComparison.OrdinalIgnoreCase);

    private static bool IsListed(AuditRecord record, HashSet<string> listed) =>
        record.OrderId is { } order && listed.Contains(PurchaseNews.Key(order));

    private static bool IsOf(Entitlement entitlement, HashSet<string> listed) =>
        listed.Contains(PurchaseNews.Key(entitlement.OrderId))
        || (entitlement.AlternateId is { } other && listed.Contains(PurchaseNews.Key(other)));

    private static HistoryLine Line(Order order, IReadOnlyList<Entitlement> entitlements)
    {
        HashSet<string> ids = [PurchaseNews.Key(order.Id), PurchaseNews.Key(order.AlternateId ?? order.Id)];
        return new HistoryLine(order.CreatedAt, HistoryKind.Order, string.Join(", ", order.Lines.Select(line => line.Name).Distinct()))
        {
            Quantity = order.Lines.Sum(line => line.Quantity),
            Status = order.Status,
            Amount = order.Total,
            Ends = entitlements.Where(entitlement => IsOf(entitlement, ids)).Max(entitlement => entitlement.ExpiresAt),
            OrderId = order.Id,
        };
    }

    private static HistoryLine Line(Entitlement entitlement) => new(null, HistoryKind.Entitlement, entitlement.ProductId)
    {
        Quantity = entitlement.Quantity,
        Ends = entitlement.ExpiresAt,
        OrderId = entitlement.OrderId,
    };

    /// <summary>A change of an order, or a new one that the list of orders does not show yet.</summary>
    private static HistoryLine Change(AuditRecord record)
    {
        var told = PurchaseNews.Pick([record]) is [var item] ? item.Purchase : null;
        return new HistoryLine(
            record.At,
            Is(record, "create_order") ? HistoryKind.Order : HistoryKind.Change,
            told is null ? "" : string.Join(", ", told.Lines.Select(line => line.Product).Distinct()))
        {
            Quantity = told?.Quantity ?? 0,
            OrderId = record.OrderId ?? "",
            Customer = record.CustomerName ?? "",
            Failed = !record.Succeeded,
        };
    }
}
