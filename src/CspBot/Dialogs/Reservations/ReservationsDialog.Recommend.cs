using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <content>What Microsoft recommends a customer to reserve or commit to. Nothing is bought from here.</content>
internal sealed partial class ReservationsDialog
{
    private async Task<DialogReply> RecommendAsync(DialogTurn turn, Customer customer, CancellationToken ct)
    {
        var listed = await turn.ProbeAsync(token => azure.ListAzureSubscriptionsAsync(customer.Id, token), ct);
        if (listed.Value is not { } subscriptions)
            return new DialogReply.Refuse(Refusal.From(listed.Fault!));
        var open = subscriptions.Where(one => one.IsActive).ToList();
        var named = turn.Input["subscription"];
        if ((open.Find(one => one.Id.Equals(named, StringComparison.OrdinalIgnoreCase)) ?? open.FirstOrDefault()) is not { } chosen)
            return new DialogReply.Refuse(new Refusal("ReservationRecommend.NoSubscription", customer.Name));
        var ask = new RecommendAsk(customer, open, chosen, RecommendAsk.Filter(name => turn.Input[name]))
        {
            MayBuy = turn.Caller.May(PartnerPower.BuyReservations),
        };
        return turn.Input["product"].Length > 0
            ? Show(await OneAsync(turn, ask, ct))
            : Show(RecommendCards.List(turn.Texts, ask, await AskAsync(turn, ask, ct), purchases.Rules.OldFamilies));
    }

    private async Task<RecommendLook> AskAsync(DialogTurn turn, RecommendAsk ask, CancellationToken ct)
    {
        var reserve = turn.ProbeAsync(
            token => azure.ListRecommendationsAsync(ask.Customer.Id, ask.Chosen.Id, ask.Wanted, token), ct);
        var commit = ask.Wanted.IsForPlans
            ? turn.ProbeAsync(token => azure.ListPlanRecommendationsAsync(ask.Customer.Id, ask.Chosen.Id, ask.Wanted, token), ct)
            : Task.FromResult(new Probe<IReadOnlyList<PlanRecommendation>>([], null));
        return new RecommendLook((await reserve).Value ?? [], (await commit).Value ?? [])
        {
            ReserveFault = (await reserve).Fault,
            CommitFault = (await commit).Fault,
        };
    }

    /// <summary>One recommendation with its rates: it is looked up again, for what a button carries is no fact.</summary>
    private async Task<AdaptiveCards.AdaptiveCard> OneAsync(DialogTurn turn, RecommendAsk ask, CancellationToken ct)
    {
        var (sku, region) = (turn.Input["product"], turn.Input["region"]);
        var found = turn.ProbeAsync(token => azure.ListRecommendationsAsync(ask.Customer.Id, ask.Chosen.Id, ask.Wanted, token), ct);
        var rates = turn.ProbeAsync(
            token => azure.FindProductRatesAsync(
                ask.Customer.Id,
                ask.Chosen.Id,
                new RecommendedProduct(sku, region, ask.Wanted.Scope, ask.Wanted.Term, ask.Wanted.LookBack),
                token),
            ct);
        var one = (await found).Value?.FirstOrDefault(item =>
            item.Sku.Equals(sku, StringComparison.OrdinalIgnoreCase) && item.Location.Equals(region, StringComparison.OrdinalIgnoreCase));
        return one is null || purchases.Rules.OldFamilies.IsGone(one.Sku, one.Term)
            ? RecommendCards.List(turn.Texts, ask, await AskAsync(turn, ask, ct), purchases.Rules.OldFamilies)
            : RecommendOneCards.One(turn.Texts, ask, one, await rates);
    }
}

/// <summary>What was asked for.</summary>
/// <param name="Subscriptions">The customer's active ones, to choose from.</param>
/// <param name="Chosen">Whose usage is looked back on.</param>
internal sealed record RecommendAsk(
    Customer Customer, IReadOnlyList<AzureSubscription> Subscriptions, AzureSubscription Chosen, RecommendationFilter Wanted)
{
    public static IReadOnlyList<string> Scopes { get; } = ["Shared", "Single"];

    /// <summary>The reader may buy for customers.</summary>
    public bool MayBuy { get; init; }

    public static IReadOnlyList<string> Terms { get; } = ["P1Y", "P3Y"];

    public static IReadOnlyList<string> LookBacks { get; } = ["Last7Days", "Last30Days", "Last60Days"];

    /// <summary>
    /// What the service recommends for (azure §7.5), without what is gone or final: MariaDB, CloudSimple, Red Hat and SUSE plans.
    /// </summary>
    public static IReadOnlyList<string> Resources { get; } =
    [
        "VirtualMachines", "SQLDatabases", "CosmosDB", "PostgreSQL", "MySQL", "RedisCache", "ManagedDisk", "BlockBlob", "AppService",
        "SqlDataWarehouse", "AzureDataExplorer",
    ];

    /// <summary>What a card sent, and where it sent none of the choices what is asked mostly.</summary>
    public static RecommendationFilter Filter(Func<string, string> sent) => new(
        One(Scopes, sent("scope"), "Shared"),
        One(Resources, sent("resource"), "VirtualMachines"),
        One(LookBacks, sent("lookBack"), "Last30Days"),
        One(Terms, sent("term"), "P1Y"));

    private static string One(IReadOnlyList<string> choices, string sent, string mostly) =>
        choices.FirstOrDefault(choice => choice.Equals(sent, StringComparison.OrdinalIgnoreCase)) ?? mostly;
}

/// <summary>What the services recommended, and what could not be read.</summary>
internal sealed record RecommendLook(IReadOnlyList<Recommendation> Reserve, IReadOnlyList<PlanRecommendation> Commit)
{
    public CloudFault? ReserveFault { get; init; }

    public CloudFault? CommitFault { get; init; }
}
