using System.Collections.Concurrent;
using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Tests.Dialogs.Trial;

/// <summary>Spends an amount and does nothing else, to see who decides: <c>spend 12000 eur 13000 usd</c> (billing, pricing).</summary>
internal sealed class SpendDialog(FormSeal forms) : Dialog(Entry)
{
    public static DialogEntry Entry { get; } = new(
        "spend", "Spend", typeof(SpendDialog), new Dictionary<string, Type>
        {
            ["spend"] = typeof(SpendOperation),
        });

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.AskReservations);

    public override async Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var form = await forms.NewFormAsync(ct);
        var seal = await forms.SealAsync(new Shown("spend/submit", form, turn.Caller.Person, [words]), ct);
        return Show(Look.Card(
            turn.Texts, "Spend " + words, [], [Look.Submit("Spend", "spend/submit", Look.Data(form, ("words", words), ("seal", seal)))]));
    }

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) =>
        Task.FromResult<DialogReply>(new DialogReply.Submit(turn.Caller.Person, [turn.Input["words"]], _ => Task.FromResult<SubmitReply>(
            new SubmitReply.StartRequest(
                new SpendOperation
                {
                    CustomerId = "00000000-0000-4000-8000-000000000999",
                    CustomerName = "Adatum",
                    Words = turn.Input["words"],
                },
                new Dictionary<string, string?>(),
                refusal => RefusalCards.Card(refusal, turn.Texts)))));
}

/// <summary>An amount that somebody is bound to; what ran is counted by the request's form.</summary>
internal sealed record SpendOperation : Operation
{
    /// <summary>How often each request's step ran, by its form's id.</summary>
    public static ConcurrentDictionary<string, int> Ran { get; } = new();

    public required string Words { get; init; }

    public override PartnerPower Power => PartnerPower.AskReservations;

    public override PartnerPower RunPower => PartnerPower.ManageReservations;

    public override bool NeedsNobody => Words.Contains("nobody", StringComparison.Ordinal);

    public override CommittedAmount? Commits
    {
        get
        {
            var parts = Words.ToUpperInvariant().Split(' ').Where(part => part != "NOBODY").ToList();
            Money? At(int i) =>
                parts.Count > i + 1 ? new Money(decimal.Parse(parts[i], CultureInfo.InvariantCulture), parts[i + 1]) : null;
            if (Words.StartsWith("untold", StringComparison.Ordinal))
                return new CommittedAmount(null, null);
            return At(0) is { } billing ? new CommittedAmount(billing, At(2)) : null;
        }
    }

    public override IReadOnlyList<string> Steps { get; } = ["spend"];

    public override string StepText(string step) => "Spend.Step.spend";

    public override string Title(Texts texts) => "Spend " + Words;

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) => [("Amount", Words)];

    public override Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
    {
        Ran.AddOrUpdate(run.Request.FormId, 1, (_, before) => before + 1);
        return Task.FromResult<StepResult>(new StepResult.Done());
    }
}
