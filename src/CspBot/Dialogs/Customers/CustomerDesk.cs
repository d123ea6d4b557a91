using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Credit;
using CspBot.Partner;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Requests.Approvals;

namespace CspBot.Dialogs.Customers;

/// <summary>Reads all that a customer's card shows, at once and within the turn's time; no part waits for another part's fault.</summary>
internal sealed class CustomerDesk(
    AzureOperations azure,
    RequestService requests,
    PurchasesDesk purchases,
    CreditDesk credit,
    PartnerOptions partner,
    TimeProvider time)
{
    /// <summary>Owners are read on so many subscriptions: each costs a call, and a call for each person.</summary>
    public const int OwnersOn = 4;

    private const int MostRequests = 20;

    public async Task<CustomerView> ReadAsync(DialogTurn turn, Customer customer, CancellationToken ct)
    {
        var relation = RelationFacts.ReadAsync(azure, turn, customer.Id, ct);
        var agreement = turn.ProbeAsync(token => azure.GetAgreementAsync(customer.Id, token), ct);
        var selling = SoldAsync(turn, customer, ct);
        var permissions = turn.ProbeAsync(token => azure.GetReservationPermissionsAsync(customer.Id, token), ct);
        var budget = turn.ProbeAsync(token => azure.ReadUsageBudgetAsync(customer.Id, token), ct);
        var orders = turn.ProbeAsync(token => azure.ListOrdersAsync(customer.Id, onlyOneTime: false, token), ct);
        var sold = await selling;
        IReadOnlyList<AzureSubscription> some = [.. CustomerView.Sorted(sold.Value).Where(one => one.IsActive).Take(OwnersOn)];
        var owners = turn.ProbeAsync(token => azure.FindCustomerOwnersAsync(customer.Id, some, token), ct);
        var open = await requests.ListOpenAsync(customer.Id, MostRequests, ct);
        var bought = await orders;
        return new CustomerView(customer, new RelationPlaces(partner.DelegationGroupId, time.GetUtcNow()))
        {
            Relation = await relation,
            Agreement = await agreement,
            Sold = sold,
            OwnersOf = [.. some.Select(one => one.Id)],
            Owners = await owners,
            Permissions = await permissions,
            Budget = await budget,
            Open = [.. open.Where(request => ApprovalPolicy.MaySee(turn.Caller, request))],
            Credit = await credit.ListAsync(customer.Id, ct),
            Orders = bought,
            Origins = await purchases.OriginsAsync((bought.Value ?? []).Take(CustomerView.MostOrders).Select(order => order.Id), ct),
        };
    }

    public Task<Probe<IReadOnlyList<SoldSubscription>>> SoldAsync(DialogTurn turn, Customer customer, CancellationToken ct) =>
        turn.ProbeAsync(token => azure.ListSoldAsync(customer.Id, token), ct);

    /// <summary>The customer as the list has it: its card reads the relation itself, and says what it could not read.</summary>
    public Customer? Known(DialogTurn turn, string id) => Guid.TryParse(id, out var tenant) && turn.Caller.Sees(tenant.ToString())
        ? azure.FindKnownCustomer(tenant.ToString())
        : null;
}

/// <summary>A customer as it was read a moment ago, each part with what it found or why it found nothing.</summary>
internal sealed record CustomerView(Customer Customer, RelationPlaces Places)
{
    public const int MostOrders = 3;

    public required RelationFacts Relation { get; init; }

    public required Probe<AgreementState> Agreement { get; init; }

    public required Probe<IReadOnlyList<SoldSubscription>> Sold { get; init; }

    /// <summary>Ids of the Azure subscriptions whose Owners were asked for.</summary>
    public required IReadOnlyList<string> OwnersOf { get; init; }

    public required Probe<IReadOnlyList<CustomerOwner>> Owners { get; init; }

    /// <summary>What the keeper of the earned credit last saw; no call.</summary>
    public required IReadOnlyList<KnownCredit> Credit { get; init; }

    public required Probe<ReservationPermissions> Permissions { get; init; }

    public required Probe<UsageBudget> Budget { get; init; }

    /// <summary>What is asked for and not over, as far as the reader may see it.</summary>
    public required IReadOnlyList<Request> Open { get; init; }

    public required Probe<IReadOnlyList<Order>> Orders { get; init; }

    /// <summary>Who placed them, where the bot knows.</summary>
    public required IReadOnlyDictionary<string, PurchaseOrigin> Origins { get; init; }

    /// <summary>An active Azure plan; true also where nobody could look, so that nothing is offered that is there.</summary>
    public bool HasPlan => Sold.Value is not { } sold || sold.Any(one => one is { Kind: SoldKind.AzurePlan, IsActive: true });

    public IReadOnlyList<SoldSubscription> All => Sold.Value ?? [];

    public IReadOnlyList<AzureSubscription> Azure => Sorted(Sold.Value);

    /// <summary>Azure subscriptions, active ones first, by name.</summary>
    public static IReadOnlyList<AzureSubscription> Sorted(IReadOnlyList<SoldSubscription>? sold) =>
    [
        .. (sold ?? []).SelectMany(one => one.Azure)
            .OrderByDescending(one => one.IsActive)
            .ThenBy(one => one.Name, StringComparer.CurrentCultureIgnoreCase),
    ];
}
