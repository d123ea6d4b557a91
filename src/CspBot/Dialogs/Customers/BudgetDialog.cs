using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>What a customer's usage may cost in a month: one card with what is set and used, submitted as it stands.</summary>
internal sealed class BudgetDialog(AzureOperations azure, CustomerChoice customers, FormSeal forms)
    : ChangeDialog<BudgetForm, BudgetReview>(CustomersDialog.Entry with { Area = "CustomerBudget" }, customers, forms)
{
    private static readonly Dictionary<string, string> s_noErrors = [];

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.SetBudget);

    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct, BudgetForm.Act);
        if (customer is null)
            return Show(card!);
        var form = new BudgetForm(await Seals.NewFormAsync(ct), customer.Id, "", turn.Input["budget"], "");
        var review = await ReviewAsync(turn, form, ct);
        var later = review.TryAgain is { } fault ? RefusalCards.Banner(fault, turn.Texts) : null;
        var banner = later ?? (turn.Input.IsTrue(Remarks.Asked) ? BudgetCards.Answer(turn.Texts, review) : null);
        return Show(await CardAsync(turn, review with { Form = form with { Shown = review.Now } }, banner, s_noErrors, ct));
    }

    protected override Task<(BudgetForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = BudgetForm.Read(turn.Input);
        return Task.FromResult((form, form.Errors()));
    }

    protected override async Task<BudgetReview> ReviewAsync(DialogTurn turn, BudgetForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var budget = turn.ProbeAsync(token => azure.ReadUsageBudgetAsync(form.Customer, token), ct);
        return new BudgetReview(form, await relation, await budget);
    }

    protected override async Task<DialogReply?> InTheWayAsync(
        DialogTurn turn, BudgetReview review, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        var texts = turn.Texts;
        if (review.TryAgain is { } later)
            return Show(await CardAsync(turn, review, RefusalCards.Banner(later, texts), s_noErrors, ct));
        if (BudgetCards.Lines(texts, review).FirstOrDefault(line => line.Mark == Mark.Failed) is { } missing)
            return Show(await CardAsync(turn, review, null, s_noErrors, ct), missing.Why);
        if (errors.Count > 0)
        {
            var mend = Look.ToMend(texts, errors);
            return Show(await CardAsync(turn, review, mend, errors, ct));
        }

        var (now, shown) = (review.Now, review.Form.Shown);
        review = review with { Form = review.Form with { Shown = now } };
        var banner = now != shown ? Look.Banner(Look.Attention, texts[CustomerBudgetText.ChangedSinceReview])
            : review.Budget.Value!.Budget?.Amount == review.Form.Amount ? Look.Banner(Look.Calm, texts[CustomerBudgetText.NothingToChange])
            : null;
        return banner is null ? null : Show(await CardAsync(turn, review, banner, s_noErrors, ct));
    }

    protected override Task<AdaptiveCard> CardAsync(DialogTurn turn, BudgetReview review, CancellationToken ct) =>
        CardAsync(turn, review, null, s_noErrors, ct);

    protected override Operation Make(DialogTurn turn, BudgetReview review)
    {
        var customer = review.Relation.Value!.Customer;
        return new SetBudgetOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = review.Form.Reason,
            Budget = new Money(review.Form.Amount!.Value, review.Currency),
            Before = review.Budget.Value!.Budget,
        };
    }

    /// <summary>By the rule of today, whatever the amount will be.</summary>
    private Task<IReadOnlyList<ReviewLine>> DecidesAsync(DialogTurn turn, BudgetReview review, CancellationToken ct)
    {
        var asked = review.Form.Amount is null ? review with { Form = review.Form with { Budget = "1" } } : review;
        return PolicyReview.WhoDecidesAsync(turn, Line, BudgetCards.Nobody(turn.Texts), Make(turn, asked), ct);
    }

    private async Task<AdaptiveCard> CardAsync(
        DialogTurn turn, BudgetReview review, AdaptiveElement? banner, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        var name = review.Relation.Value?.Customer.Name ?? azure.FindKnownCustomer(review.Form.Customer)?.Name ?? review.Form.Customer;
        var view = new BudgetCardView(await SealAsync(turn, review.Form, ct), banner, errors);
        if (review.IsReady)
            view = view with { Decides = await DecidesAsync(turn, review, ct) };
        var card = BudgetCards.Form(turn.Texts, review, name, view);
        return Warned(card, turn, review.Form.Customer, name);
    }
}
