using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.Customers;

/// <summary>Customers: found, seen on one card, and the acts that look after them.</summary>
internal sealed partial class CustomersDialog(
    CustomerChoice customers, CustomerDesk desk, DialogActs acts, AccessDesk access, AccessParts parts) : Dialog(Entry)
{
    public const string Own = "customers";

    public static DialogEntry Entry { get; } = new(
        Own,
        "Customers",
        typeof(CustomersDialog),
        new Dictionary<string, Type>
        {
            ["set-budget"] = typeof(SetBudgetOperation),
            ["revoke-access"] = typeof(RevokeAccessOperation),
            ["extend-access"] = typeof(ExtendAccessOperation),
            ["request-relation"] = typeof(RequestRelationOperation),
            ["buy-azure-plan"] = typeof(BuyAzurePlanOperation),
        })
    {
        Typed =
        [
            new("", "customer~") { IsForNameAlone = true },
            new("access", "do-extend access", "do-extend role", "do-extend~")
            {
                Fields = ["customer", "subscription", "user", "role", "duration"],
            },
            new("access", "access", "who access", "who role", "question role", "role~", "list access", "customer access", "do-take access",
                "do-take role", "do-take~", "do-get out-of~", "do-get out-of~ role", "do-get out-of~ access")
            {
                Fields = ["customer", "subscription", "user", "role"],
            },
            new("subscriptions", "subscription", "customer subscription"),
            new(RelationForm.Act, "relation", "do-ask relation", "do-extend relation") { Changes = true, ShowsState = true },
            new(BudgetForm.Act, "budget", "do-give budget") { Fields = ["customer", "budget"], Changes = true, ShowsState = true },
            new(PlanForm.Act, "azure-plan", "do-buy azure-plan") { Changes = true, ShowsState = true },
        ],
    };

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.SeeCustomers);

    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) =>
        WithCustomerAsync(turn, words, customer => ShowAsync(turn, customer, ct), ct);

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "back" when turn.Input["stage"] is "review" or "details" => acts.StepAsync(this, turn.Input["act"], turn, "back", ct),
        "customer" or "show" or "back" => ShowAsync(turn, ct),
        "subscriptions" => SubscriptionsAsync(turn, ct),
        "access" => AccessAsync(turn, ct),
        "invitation" or "approval" => acts.StepAsync(this, RelationForm.Act, turn, step, ct),
        "cancel" => Task.FromResult(Closed(turn)),
        "details" or "wide" or "submit" or "glass" or "break" => acts.StepAsync(this, turn.Input["act"], turn, step, ct),
        _ when acts.Has(this, step) => acts.StepAsync(this, step, turn, "customer", ct),
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
