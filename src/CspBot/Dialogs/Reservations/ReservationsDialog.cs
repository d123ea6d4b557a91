using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Portfolio;
using CspBot.Purchases;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <summary>Reservations: what a customer holds, how well it is used, what ends; and the acts that change it.</summary>
internal sealed partial class ReservationsDialog(
    AzureOperations azure,
    CustomerChoice customers,
    PurchasesDesk desk,
    PortfolioDesk portfolio,
    ReservationHistory history,
    ReservationLetter letter,
    PurchaseOptions purchases,
    ReservationPlan exchanges,
    HoldingSearch search,
    BuyProducts products,
    DialogActs acts,
    TurnLimit limit,
    TimeProvider time) : Dialog(Entry)
{
    public const string Own = "reservations";

    public static DialogEntry Entry { get; } = new(
        Own,
        "Reservations",
        typeof(ReservationsDialog),
        new Dictionary<string, Type>
        {
            ["reservation-buy"] = typeof(BuyOperation),
            ["reservation-return"] = typeof(ReturnOperation),
            ["reservation-exchange"] = typeof(ExchangeOperation),
            ["change-reservation"] = typeof(ChangeReservationOperation),
            ["reshape-reservations"] = typeof(ReshapeReservationsOperation),
            ["buy-savings-plan"] = typeof(CommitOperation),
        })
    {
        Typed =
        [
            new("", "reservation", "savings~", "holds~", "ending~ reservation", "question ending~"),
            new(PlanWord, "reservation plan", "do-exchange plan reservation? ending?", "do-exchange ending reservation?"),
            new("usage", "usage reservation", "usage savings", "usage~"),
            new("recommend", "advice", "advice reservation", "should do-buy reservation?"),
            new("history", "history", "history reservation", "who do-buy", "question past~ do-buy"),
            new("text", "letter reservation", "letter~"),
            new("export", "do-export reservation"),
            Changing(BuyForm.Act, "product", "do-buy reservation", "do-buy~") with
            {
                Fields = ["customer", "subscription", "quantity", "term", "billing"],
            },
            Changing("commit", null, "do-buy savings") with { Fields = ["customer", "term", "billing"] },
            Changing("return", "reservation", "do-return reservation", "do-return~") with { Fields = ["customer", "quantity"] },
            Changing("exchange", "reservation", "do-exchange reservation", "do-exchange~"),
            Changing("renew", "reservation", "do-renew reservation", "do-renew~"),
            Changing("split", "reservation", "do-split reservation"),
            Changing("merge", "reservation", "do-merge reservation"),
            Changing("name", "reservation", "do-rename reservation"),
            Changing("scope", "reservation", "do-rescope reservation"),
        ],
    };

    private static TypedAct Changing(string step, string? rest, params string[] said) => new(step, said) { Rest = rest, Changes = true };

    /// <summary>Who is no agent gets the activity log alone.</summary>
    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.SeeActivityLog);

    public override IReadOnlyList<string> DataSets { get; } = [Searches.Customers, Searches.Reservations, Searches.Products];

    public override async Task<IReadOnlyList<AdaptiveChoice>> SearchAsync(
        DialogTurn turn, string dataset, string customer, string text, CancellationToken ct) => dataset switch
        {
            Searches.Products when turn.Caller.May(PartnerPower.BuyReservations) =>
                await turn.ReadAsync(token => products.MarketAsync(customer, turn.Input["subscription"], token), ct) is { } market
                    ? await products.FindAsync(turn, market, text, ct)
                    : [],
            Searches.Reservations when turn.Caller.May(PartnerPower.SeePurchases) => await search.FindAsync(turn, customer, text, ct),
            _ => [],
        };

    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) =>
        !turn.Caller.May(PartnerPower.SeePurchases) ? history.ShowLogAsync(turn, ct)
        : words.Length == 0 ? OverAsync(turn, ct)
        : WithCustomerAsync(turn, words, customer => ListAsync(turn, customer, ct), ct);

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        _ when !turn.Caller.May(PartnerPower.SeePurchases) => history.ShowLogAsync(turn, ct),
        "back" when turn.Input["stage"] == "review" => ActAsync(turn, turn.Input["act"], "back", ct),
        "customer" or "list" or "back" => OpenAsync(turn, turn.Input["customer"], ct),
        "usage" => WithCustomerAsync(turn, turn.Input["customer"], customer => UsageAsync(turn, customer, ct), ct, step),
        "recommend" => WithCustomerAsync(turn, turn.Input["customer"], customer => RecommendAsync(turn, customer, ct), ct, step),
        "over" => OverAsync(turn, ct),
        "plan" => PlanAsync(turn, turn.Input["customer"], ct),
        "text" => WithCustomerAsync(turn, turn.Input["customer"], customer => letter.ShowAsync(turn, customer, ct), ct, step),
        "history" => WithCustomerAsync(turn, turn.Input["customer"], customer => history.ShowAsync(turn, customer, ct), ct, step),
        "export" => WithCustomerAsync(turn, turn.Input["customer"], customer => ExportAsync(turn, customer, ct), ct, step),
        "show" => WithCustomerAsync(turn, turn.Input["customer"], customer => ShowOneAsync(turn, customer, ct), ct),
        "cancel" => Task.FromResult(Closed(turn)),
        "price" or "quote" or "details" => ActAsync(turn, turn.Input["act"], "details", ct),
        "submit" or "glass" or "break" => ActAsync(turn, turn.Input["act"], step, ct),
        _ when acts.Has(this, step) => ActAsync(turn, step, "customer", ct),
        _ => Task.FromResult<DialogReply>(new DialogReply.Refuse(new Refusal("UnknownButton"))),
    };

    /// <summary>Every step names its customer in the button's data, and the customer is looked up again.</summary>
    private async Task<DialogReply> WithCustomerAsync(
        DialogTurn turn, string words, Func<Customer, Task<DialogReply>> then, CancellationToken ct, string step = "customer")
    {
        var (customer, card) = await customers.ChooseAsync(this, turn, words, ct, step);
        return customer is null ? Show(card!) : await then(customer);
    }
}
