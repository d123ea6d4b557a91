using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>The cards of pre-approvals: the form, and those that stand.</summary>
internal static class PreapprovalCards
{
    public const string AskVerb = "requests/" + PreapprovalForm.Act;
    public const string ListVerb = "requests/preapprovals";

    /// <summary>In a button's data: the list is what is answered.</summary>
    public const string FromList = "list";

    public static AdaptiveCard Form(Texts texts, PreapprovalView view)
    {
        var (form, errors) = (view.Form, view.Errors);
        return Look.Card(
            texts,
            texts[PreapprovalText.FormTitle, view.Customer],
            [
                errors.Count > 0 ? Look.Banner(Look.Attention, Look.HowMany(texts, errors.Count)) : view.Banner,
                Look.Text(texts[PreapprovalText.FormIntro]),
                Look.Error("kind", errors, texts),
                Compact("kind", texts[PreapprovalText.Kind], Kinds(texts, view.Kinds), form.Kind),
                .. Limits(texts, view),
                .. People(texts, view),
                .. Times(texts, view),
                Look.Error("reason", errors, texts),
                new AdaptiveTextInput
                {
                    Id = "reason",
                    Label = texts[PreapprovalText.Reason],
                    IsMultiline = true,
                    MaxLength = PreapprovalForm.LongestReason,
                    IsRequired = true,
                    ErrorMessage = texts[PreapprovalText.ReasonMissing],
                    Value = form.Reason.Length > 0 ? form.Reason : null,
                },
            ],
            [
                Look.Submit(
                    texts[PreapprovalText.ReviewButton],
                    "requests/details",
                    Look.Data(form.Form, ("act", PreapprovalForm.Act), ("customer", form.Customer))),
                Look.Go(texts[PreapprovalText.ListButton], ListVerb, []),
                Look.Go(texts[CommonText.CancelButton], "requests/cancel", Look.Data(form.Form)),
            ]);
    }

    /// <summary>Those that stand, and a word to end each.</summary>
    public static AdaptiveCard List(DialogTurn turn, IReadOnlyList<Request> standing, DateTimeOffset now, AdaptiveElement? banner)
    {
        var texts = turn.Texts;
        var isOn = turn.Rules?.Options.Standing.Enabled == true;
        return Look.Card(
            texts,
            texts[PreapprovalText.ListTitle],
            [
                banner,
                Look.Text(texts[isOn ? PreapprovalText.ListIntro : PreapprovalText.ListOff]),
                standing.Count == 0 ? Look.Quiet(texts[PreapprovalText.ListNone]) : null,
                .. standing.Take(Listed).Select(given => Row(texts, given, now)),
                standing.Count > Listed ? Look.Quiet(texts[PreapprovalText.ListMore, standing.Count - Listed]) : null,
            ],
            [
                isOn ? Look.Go(texts[PreapprovalText.AskButton], AskVerb, []) : null,
                Look.Go(texts[RequestsText.ListButton], "requests/list", []),
            ]);
    }

    public static IReadOnlyList<AdaptiveChoice> Kinds(Texts texts, IEnumerable<PreapprovalKind> kinds) =>
        [.. kinds.Select(kind => Choice(PreapprovalWords.Kind(texts, kind.Name), kind.Name))];

    public static IReadOnlyList<AdaptiveChoice> Durations(Texts texts) =>
        [.. PreapprovalForm.Durations.Select(one => Choice(RightDuration.Say(texts, one), one))];

    private const int Listed = 15;

    private static IEnumerable<AdaptiveElement?> Limits(Texts texts, PreapprovalView view)
    {
        var (form, errors) = (view.Form, view.Errors);
        if (view.Kinds.Any(kind => kind.HasRole))
        {
            yield return Look.Error("role", errors, texts);
            yield return new AdaptiveChoiceSetInput
            {
                Id = "role",
                Label = texts[PreapprovalText.RolesLabel],
                Choices =
                [
                    .. AzureRoles.Offered.Select(
                        role => Choice(RoleWords.Listed(texts, role.Id, role.Name), role.Id.ToString())),
                ],
                IsMultiSelect = true,
                Wrap = true,
                Style = AdaptiveChoiceInputStyle.Expanded,
                Value = form.RoleIds.Where(id => AzureRoles.Offered.Any(role => role.Id.ToString() == id)).ToList() is { Count: > 0 } ids
                    ? string.Join(',', ids)
                    : null,
            };
        }

        if (view.Kinds.Any(kind => kind.HasLength))
        {
            yield return Look.Error("duration", errors, texts);
            yield return Compact("duration", texts[PreapprovalText.LongestLabel], Durations(texts), form.Duration);
        }

        if (!view.Kinds.Any(kind => kind.HasAmount))
            yield break;
        yield return Look.Error("amount", errors, texts);
        yield return new AdaptiveTextInput
        {
            Id = "amount",
            Label = texts[PreapprovalText.CeilingLabel],
            Placeholder = texts[PreapprovalText.CeilingPlaceholder],
            MaxLength = PreapprovalForm.LongestAmount,
            Value = form.Amount.Length > 0 ? form.Amount : null,
        };
    }

    private static IEnumerable<AdaptiveElement?> People(Texts texts, PreapprovalView view)
    {
        yield return Look.Error("person", view.Errors, texts);
        if (view.People.Count == 0)
            yield break;
        var people = Compact(
            "person", texts[PreapprovalText.Person], [.. view.People.Select(one => Choice(one.Name, one.ObjectId))], view.Form.Person);
        people.Placeholder = texts[PreapprovalText.PersonMe];
        yield return people;
    }

    private static IEnumerable<AdaptiveElement?> Times(Texts texts, PreapprovalView view)
    {
        var (form, errors) = (view.Form, view.Errors);
        yield return Look.Error("fromDay", errors, texts);
        yield return AbsenceCards.Day("fromDay", texts[PreapprovalText.FromDay], form.From);
        yield return AbsenceCards.Time("fromTime", texts[PreapprovalText.FromTime], form.From);
        yield return errors.TryGetValue("untilDay", out var key)
            ? Look.Wrong(texts[key, Resources.Durations.Say(texts, view.Longest)])
            : null;
        yield return AbsenceCards.Day("untilDay", texts[PreapprovalText.UntilDay], form.Until);
        yield return AbsenceCards.Time("untilTime", texts[PreapprovalText.UntilTime], form.Until);
        yield return Look.Quiet(texts[AbsenceText.Zone, (texts.Zone ?? TimeZoneInfo.Utc).Id]);
    }

    private static AdaptiveColumnSet Row(Texts texts, Request given, DateTimeOffset now)
    {
        var one = (PreapprovalOperation)given.Operation;
        var data = () => new JsonObject
        {
            ["request"] = given.Id,
            ["version"] = given.Version,
            ["from"] = FromList,
        };
        return new AdaptiveColumnSet
        {
            Columns =
            [
                new AdaptiveColumn
                {
                    Items =
                    [
                        new AdaptiveTextBlock(one.Title(texts)) { Wrap = true },
                        Look.Small(one.From > now
                            ? texts[PreapprovalText.RowComing, given.Id, texts.Time(one.From.Value), texts.Time(one.Until)]
                            : texts[PreapprovalText.RowOn, given.Id, texts.Time(one.Until)]),
                    ],
                    Width = "stretch",
                    SelectAction = Look.Go(texts[RequestsText.ShowButton, given.Id], "requests/show", RequestCards.Click(given)),
                },
                Look.Word(texts[AbsenceText.EndWord], PreapprovalWords.EndVerb, data()),
            ],
            Spacing = AdaptiveSpacing.Small,
        };
    }

    private static AdaptiveChoice Choice(string title, string value) => new() { Title = title, Value = value };

    private static AdaptiveChoiceSetInput Compact(string id, string label, IReadOnlyList<AdaptiveChoice> choices, string value) => new()
    {
        Id = id,
        Label = label,
        Choices = [.. choices],
        Wrap = true,
        Style = AdaptiveChoiceInputStyle.Compact,
        Value = choices.Any(choice => choice.Value == value) ? value : null,
    };
}

/// <summary>What stands on the form of a pre-approval.</summary>
/// <param name="People">Whom else it can be for.</param>
internal sealed record PreapprovalView(
    PreapprovalForm Form, string Customer, IReadOnlyList<PreapprovalKind> Kinds, IReadOnlyList<Person> People, TimeSpan Longest)
{
    /// <summary>Keys of what is wrong, by field.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>();

    public AdaptiveElement? Banner { get; init; }
}
