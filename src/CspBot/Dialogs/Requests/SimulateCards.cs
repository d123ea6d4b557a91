using System.Globalization;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>The cards of the simulation: what is to be known, and what the rules say.</summary>
internal static class SimulateCards
{
    public const string Verb = "requests/simulate";
    public const string AnswerVerb = "requests/simulated";
    public const string AgainVerb = "requests/simulating";

    public static AdaptiveCard Form(
        Texts texts, SimulateForm form, SimulateChoices choices, IReadOnlyDictionary<string, string> errors, AdaptiveElement? banner) =>
        Look.Card(
            texts,
            texts[PolicyText.SimulateTitle],
            [
                errors.Count > 0 ? Look.ToMend(texts, errors) : banner,
                Look.Text(texts[PolicyText.SimulateIntro]),
                Look.Error("dialog", errors, texts),
                Compact(
                    "dialog",
                    texts[PolicyText.KindLabel],
                    [.. SimulatedKind.All.Select(kind => Choice(texts["Policy.Kind." + kind.Name], kind.Name))],
                    form.Kind),
                Look.Error("customer", errors, texts),
                CustomerChoice.Field(texts, choices.Customers, form.Customer),
                Look.Error("role", errors, texts),
                Compact(
                    "role",
                    texts[PolicyText.RoleLabel],
                    Searches.With([.. AzureRoles.Offered.Select(role => Choice(Role(texts, role.Name), role.Name))], form.Role),
                    form.Role),
                Look.Error("duration", errors, texts),
                Compact(
                    "duration",
                    texts[PolicyText.DurationLabel],
                    [.. SimulateForm.Durations.Select(one => Choice(Say(texts, form with { Duration = one }), one))],
                    form.Duration),
                Look.Error("amount", errors, texts),
                new AdaptiveTextInput
                {
                    Id = "amount",
                    Label = texts[PolicyText.AmountLabel],
                    Placeholder = texts[PolicyText.AmountPlaceholder],
                    MaxLength = 40,
                    Value = form.Amount.Length > 0 ? form.Amount : null,
                },
                Look.Error("requester", errors, texts),
                Look.OrTyped(Compact(
                    "requester",
                    texts[PolicyText.RequesterLabel],
                    Searches.With([.. choices.People.Select(person => Choice(person.Name, person.ObjectId))], form.Requester),
                    form.Requester,
                    texts[PolicyText.RequesterMe])),
            ],
            [
                Look.Submit(texts[PolicyText.SimulateButton], AnswerVerb, []),
                Look.Go(texts[PolicyText.ListButton], "requests/list", []),
            ]);

    public static AdaptiveCard Answer(Texts texts, SimulateAnswer answer)
    {
        var (style, word, line) = State(texts, answer);
        return Look.Card(
            texts,
            texts[PolicyText.AnswerTitle, texts["Policy.Kind." + answer.Kind.Name]],
            [
                PolicyCards.Warning(answer.Warning, texts),
                Look.State(style, word, line, [.. Why(texts, answer)]),
                Look.Facts(Facts(texts, answer)),
                Look.Group(Wants(texts, answer)),
                Glass(texts, answer),
                Look.Group(Passed(texts, answer)),
                Look.Quiet(texts[PolicyText.NothingWritten]),
            ],
            [
                Look.Go(texts[PolicyText.AgainButton], AgainVerb, new()
                {
                    ["dialog"] = answer.Form.Kind,
                    ["customer"] = answer.Form.Customer,
                    ["role"] = answer.Form.Role,
                    ["duration"] = answer.Form.Duration,
                    ["amount"] = answer.Form.Amount,
                    ["requester"] = answer.Form.Requester,
                }),
                Look.Go(texts[PolicyText.ListButton], "requests/list", []),
            ]);
    }

    private static (AdaptiveContainerStyle Style, string Word, string Line) State(Texts texts, SimulateAnswer answer) =>
        answer.Verdict switch
        {
            Verdict.NeedsApproval needs => (
                Look.Calm,
                texts[PolicyText.Word_asks],
                texts[PolicyText.Line_decide, needs.Need.People, string.Join(", ", needs.From.Select(person => person.Name))]),
            Verdict.Refused refused => (Look.Attention, texts[PolicyText.Word_refused], Sentences.What(refused.Refusal, texts)),
            _ => (Look.Good, texts[PolicyText.Word_runs], texts[PolicyText.Line_nobody]),
        };

    /// <summary>Why it needs so many, or nobody.</summary>
    private static IEnumerable<string?> Why(Texts texts, SimulateAnswer answer)
    {
        switch (answer.Verdict)
        {
            case Verdict.Refused refused:
                yield return Sentences.Help(refused.Refusal, texts);
                break;
            case Verdict.NeedsApproval needs:
                yield return texts["Policy.Why." + needs.Reason];
                if (needs.Need.MustRun && needs.Reason != "asks-and-does-not-run")
                    yield return texts[PolicyText.Why_asks_and_does_not_run];
                break;
            case Verdict.RunNow { Preapproval: { } use }:
                yield return PreapprovalWords.Runs(use, texts);
                break;
            case Verdict.RunNow runs:
                yield return texts["Policy.Why." + runs.Reason];
                break;
        }
    }

    private static IEnumerable<(string Name, string Value)> Facts(Texts texts, SimulateAnswer answer)
    {
        yield return (texts[PolicyText.RuleFact], answer.Found.Rule?.Name
            ?? texts[answer.Asked.TakesAway ? PolicyText.NoRuleTakesAway
                : answer.Fallback == ApprovalOptions.FourEyes ? PolicyText.NoRuleFourEyes
                : PolicyText.NoRuleNobody]);
        yield return (texts[PolicyText.RuleTextFact], answer.Found.Rule?.Text ?? "");
        yield return (texts[CommonText.Customer], answer.Asked.CustomerName);
        if (answer.Kind.HasRole)
            yield return (texts[PolicyText.RoleLabel], Role(texts, answer.Form.Role));
        if (answer.Kind.HasLength)
            yield return (texts[PolicyText.DurationLabel], Say(texts, answer.Form));
        if (answer.Kind.HasAmount)
            yield return (texts[PolicyText.AmountLabel], answer.Form.Money is { } money
                ? $"{money.Amount.ToString("N2", texts.Culture)} {money.Currency}"
                : texts[PolicyText.AmountUntold]);
        yield return (texts[PolicyText.RequesterLabel], answer.Requester.Person.Name);
        yield return (texts[PolicyText.AskersFact], Who(texts, answer.Found.Rule?.Asked)
            ?? string.Join(", ", PartnerPowers.Who(answer.Asked.Power).Select(role => texts["Policy.Role." + role])));
        yield return (texts[PolicyText.DecidersFact], answer.Found.Need is null ? "" : Who(texts, answer.Found.Rule?.Decided?.Who)
            ?? texts[PolicyText.AllApprovers]);
    }

    /// <summary>Whether it may run without the approval that it needs; null where that is not turned on for it.</summary>
    private static AdaptiveColumnSet? Glass(Texts texts, SimulateAnswer answer) => answer.Glass is not { } glass ? null
        : glass.WhyNot is { } closed
            ? Look.Line(Mark.Waiting, texts[GlassText.SimulateClosed, answer.Requester.Person.Name, Sentences.What(closed, texts)])
            : Look.Line(Mark.Caution, texts[GlassText.SimulateOpen, answer.Requester.Person.Name, Durations.Say(texts, glass.Within)]);

    /// <summary>What the rule wants besides.</summary>
    private static IEnumerable<AdaptiveElement> Wants(Texts texts, SimulateAnswer answer)
    {
        if (answer.SignIn is { } oldest)
            yield return Look.Line(Mark.Waiting, texts[PolicyText.WantsSignIn, Durations.Say(texts, oldest)]);
        if (answer.Found.Rule is not { } rule)
            yield break;
        if (rule.NeedsReason)
            yield return Look.Line(Mark.Waiting, texts[PolicyText.WantsReason]);
        if (rule.Ticket is { } ticket)
            yield return Look.Line(Mark.Waiting, texts[PolicyText.WantsTicket, ticket.Example]);
        if (rule.AtMost is { } most)
            yield return Look.Line(Mark.Waiting, texts[PolicyText.WantsAtMost, Durations.Say(texts, most)]);
        if (rule.Hours is { } hours)
            yield return Look.Line(Mark.Waiting, texts[PolicyText.WantsHours, hours.Words(texts)]);
    }

    /// <summary>The rules before, and what did not hold.</summary>
    private static IEnumerable<AdaptiveElement> Passed(Texts texts, SimulateAnswer answer)
    {
        const int most = 12;
        var passed = answer.Found.Match.Passed;
        if (passed.Count > 0)
            yield return Look.Section(texts[PolicyText.PassedTitle]);
        foreach (var (rule, missing) in passed.Take(most))
            yield return Look.Line(Mark.Waiting, texts[PolicyText.PassedLine, rule.Name, missing.Text]);
        if (passed.Count > most)
            yield return Look.Quiet(texts[PolicyText.PassedMore, passed.Count - most]);
    }

    private static string? Who(Texts texts, PolicyWho? who) => who is null
        ? null
        : string.Join(
            ", ",
            who.Roles.Select(role => texts["Policy.Role." + role]).Concat(who.Groups.Concat(who.People).Select(one => one.Said)));

    private static string Role(Texts texts, string role) =>
        AzureRoles.Offered.FirstOrDefault(one => one.Name == role) is { } known ? RoleWords.Name(texts, known.Id, known.Name) : role;

    private static string Say(Texts texts, SimulateForm form) => form.Length is not { } length ? form.Duration
        : length == TimeSpan.MaxValue ? texts[GrantOwnerText.Duration_permanent]
        : Durations.Say(texts, length);

    private static AdaptiveChoice Choice(string title, string value) => new() { Title = title, Value = value };

    private static AdaptiveChoiceSetInput Compact(
        string id, string label, IReadOnlyList<AdaptiveChoice> choices, string value, string? placeholder = null) => new()
        {
            Id = id,
            Label = label,
            Choices = [.. choices],
            Wrap = true,
            Style = AdaptiveChoiceInputStyle.Compact,
            Placeholder = placeholder,
            // What is no choice would be shown raw.
            Value = choices.Any(choice => choice.Value == value) && value.Length > 0 ? value : null,
        };
}

/// <summary>What the form lets choose from.</summary>
internal sealed record SimulateChoices(IReadOnlyList<Customer> Customers, IReadOnlyList<Person> People);

/// <summary>What was asked, by whom it would be, and what the rules say.</summary>
internal sealed record SimulateAnswer(
    SimulateForm Form, SimulatedKind Kind, PolicyCase Asked, Caller Requester, PolicyFinding Found, Verdict Verdict)
{
    public StoredWarning? Warning { get; init; }

    /// <summary>How old the sign-in of who says yes may be; null where none is wanted.</summary>
    public TimeSpan? SignIn { get; init; }

    /// <summary>What holds where no rule says who decides: <c>FourEyes</c> or <c>None</c>.</summary>
    public required string Fallback { get; init; }

    /// <summary>Whether the requester could run it without approval; null where nothing of it can be.</summary>
    public SimulatedGlass? Glass { get; init; }
}

/// <summary>Why somebody could not run it without approval, null when they could; and for how long it may go unconfirmed then.</summary>
internal sealed record SimulatedGlass(Refusal? WhyNot, TimeSpan Within);
