using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Requests.Approvals;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>The step between a review and running it without approval: what then happens, in words, why, and a tick.</summary>
internal static class GlassCards
{
    /// <summary>Below a review and its buttons, apart from them: the way to that step.</summary>
    public static IEnumerable<AdaptiveElement> Way(Texts texts, OfferedGlass glass, string verb, JsonObject data) =>
    [
        Look.Section(texts[GlassText.WayTitle]),
        Look.Quiet(texts[GlassText.WayText, Durations.Say(texts, glass.Within)]),
        .. ForGood(texts, glass),
        new AdaptiveActionSet
        {
            Actions = [Look.Submit(texts[GlassText.WayButton], verb, data, AdaptiveActionStyle.Destructive)],
        },
    ];

    public static AdaptiveCard Card(Texts texts, GlassStep step, GlassForm form)
    {
        var errors = step.Errors;
        return Look.Card(
            texts,
            texts[GlassText.Title],
            [
                errors.Count > 0 ? Look.ToMend(texts, errors) : null,
                Look.Text(step.Said.Title),
                Look.Facts(step.Said.Facts),
                Look.Banner(Look.Attention, texts[GlassText.HappensTitle]),
                Look.Step(1, texts[GlassText.HappensTold, Names(step.Needs)]),
                Look.Step(2, step.Needs.Need.People == 1
                    ? texts[GlassText.HappensConfirm, Durations.Say(texts, step.Glass.Within)]
                    : texts[GlassText.HappensConfirmSeveral, Durations.Say(texts, step.Glass.Within), step.Needs.Need.People]),
                Look.Step(3, texts[GlassText.Otherwise]),
                .. ForGood(texts, step.Glass),
                Look.Error(GlassForm.ReasonInput, errors, texts),
                new AdaptiveTextInput
                {
                    Id = GlassForm.ReasonInput,
                    Label = texts[GlassText.ReasonLabel],
                    Placeholder = texts[GlassText.ReasonPlaceholder],
                    IsMultiline = true,
                    MaxLength = GlassForm.Longest,
                    Value = form.Reason is { Length: > 0 and <= GlassForm.Longest } ? form.Reason : null,
                },
                Look.Error(GlassForm.TickInput, errors, texts),
                new AdaptiveToggleInput
                {
                    Id = GlassForm.TickInput,
                    Label = texts[GlassText.TickLabel],
                    Title = texts[GlassText.Tick],
                    Wrap = true,
                    Value = form.IsTicked ? "true" : "false",
                },
            ],
            [
                Look.Submit(texts[GlassText.Button], step.Dialog + "/break", step.Data(), AdaptiveActionStyle.Destructive),
                Look.Go(texts[CommonText.BackButton], step.Dialog + "/details", step.Data()),
            ]);
    }

    /// <summary>A confirmation is no end: of what lasts for good that is said here too.</summary>
    private static IEnumerable<AdaptiveElement> ForGood(Texts texts, OfferedGlass glass) =>
        glass.IsForGood ? [Look.Line(Mark.Caution, texts[GlassText.ForGood])] : [];

    private static string Names(Verdict.NeedsApproval needs) =>
        string.Join(", ", needs.From.Concat(needs.StandIns).Select(person => person.Name));
}

/// <summary>What stands on the card of that step besides what is typed.</summary>
/// <param name="Dialog">Whose verbs it has.</param>
/// <param name="Said">The review.</param>
/// <param name="Needs">The approval that is passed over, and who would have given it.</param>
/// <param name="Data">Of its buttons: the form under its seal.</param>
internal sealed record GlassStep(string Dialog, ReviewText Said, Verdict.NeedsApproval Needs, OfferedGlass Glass, Func<JsonObject> Data)
{
    /// <summary>Keys of what has to be mended, per field.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>();
}
