using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>Sells a customer the Azure plan: one card with what stands for and against it, submitted as it stands.</summary>
internal sealed class PlanDialog(AzureOperations azure, CallerResolver callers, CustomerChoice customers, FormSeal forms)
    : ChangeDialog<PlanForm, PlanReview>(CustomersDialog.Entry with { Area = "CustomerPlan" }, customers, forms)
{
    private static readonly Dictionary<string, string> s_noErrors = [];

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.BuyPlan);

    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct, PlanForm.Act);
        if (customer is null)
            return Show(card!);
        var form = new PlanForm(await Seals.NewFormAsync(ct), customer.Id, "", turn.Input["reason"]);
        var review = await ReviewAsync(turn, form, ct);
        review = review with { Form = form with { Country = review.Market } };
        var later = review.TryAgain is { } fault ? RefusalCards.Banner(fault, turn.Texts) : null;
        var banner = later ?? (turn.Input.IsTrue(Remarks.Asked) ? PlanCards.Answer(turn.Texts, review) : null);
        return Show(await CardAsync(turn, review, banner, s_noErrors, ct), review.TryAgain ?? WhyNot(turn, review));
    }

    protected override Task<(PlanForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = PlanForm.Read(turn.Input);
        return Task.FromResult((form, form.Errors()));
    }

    protected override async Task<PlanReview> ReviewAsync(DialogTurn turn, PlanForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var sold = turn.ProbeAsync(token => azure.ListSoldAsync(form.Customer, token), ct);
        var agreement = turn.ProbeAsync(token => azure.GetAgreementAsync(form.Customer, token), ct);
        var country = turn.ProbeAsync(async token => new Market(await azure.FindCountryAsync(form.Customer, token) ?? ""), ct);
        var budget = turn.ProbeAsync(token => azure.ReadUsageBudgetAsync(form.Customer, token), ct);
        var approvers = turn.ProbeAsync(token => callers.ListApproversAsync(form.Customer, token), ct);
        return new PlanReview(form, await relation, await sold, await agreement, await country)
        {
            Budget = await budget,
            Approvers = await approvers,
        };
    }

    protected override async Task<DialogReply?> InTheWayAsync(
        DialogTurn turn, PlanReview review, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        var texts = turn.Texts;
        if (review.TryAgain is { } later)
            return Show(await CardAsync(turn, review, RefusalCards.Banner(later, texts), s_noErrors, ct), later);
        if (WhyNot(turn, review) is { } why)
        {
            var stopped = review.Plan is null ? Look.Banner(Look.Attention, texts[CustomerPlanText.ChangedSinceReview]) : null;
            return Show(await CardAsync(turn, review, stopped, s_noErrors, ct), why);
        }

        if (errors.Count > 0)
        {
            var mend = Look.ToMend(texts, errors);
            return Show(await CardAsync(turn, review, mend, errors, ct));
        }

        if (review.Market == review.Form.Country)
            return null;
        review = review with { Form = review.Form with { Country = review.Market } };
        var changed = Look.Banner(Look.Attention, texts[CustomerPlanText.ChangedSinceReview]);
        return Show(await CardAsync(turn, review, changed, s_noErrors, ct));
    }

    protected override Task<AdaptiveCard> CardAsync(DialogTurn turn, PlanReview review, CancellationToken ct) =>
        CardAsync(turn, review, null, s_noErrors, ct);

    protected override Operation Make(DialogTurn turn, PlanReview review)
    {
        var customer = review.Relation.Value!.Customer;
        return new BuyAzurePlanOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = review.Form.Reason,
            Country = review.Market,
            WasAccepted = review.Agreement.Value!.Allows,
        };
    }

    /// <summary>What stops it; that a plan stands already stops it too.</summary>
    private static Refusal? WhyNot(DialogTurn turn, PlanReview review) => review.Plan is { } plan
        ? new Refusal("CustomerPlan.HasPlan", review.Relation.Value?.Customer.Name ?? review.Form.Customer, plan.Name)
        : PlanCards.Lines(turn.Texts, review, turn.Caller.Person).FirstOrDefault(line => line.Mark == Mark.Failed)?.Why;

    private async Task<AdaptiveCard> CardAsync(
        DialogTurn turn, PlanReview review, AdaptiveElement? banner, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        var name = review.Relation.Value?.Customer.Name ?? azure.FindKnownCustomer(review.Form.Customer)?.Name ?? review.Form.Customer;
        var view = new PlanCardView(await SealAsync(turn, review.Form, ct), banner, errors);
        var lines = PlanCards.Lines(turn.Texts, review, turn.Caller.Person).ToList();
        if (lines.Find(line => line.IsApprovers) is { } decides && lines.TrueForAll(line => line.Mark != Mark.Failed))
            view = view with { Decides = await PolicyReview.WhoDecidesAsync(turn, Line, decides, Make(turn, review), ct) };
        var card = PlanCards.Form(turn, review, name, view);
        return Warned(card, turn, review.Form.Customer, name);
    }
}
