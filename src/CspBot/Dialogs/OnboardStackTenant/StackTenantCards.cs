using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>The cards around the onboarding: registered tenants, billing leaks, off-boarding and the error codes.</summary>
internal static class StackTenantCards
{
    /// <summary>A card stays under its size limit with so many lines; words behind the phrase narrow the list.</summary>
    private const int Listed = 40;
    private const string Verb = "onboard-stack-tenant/";

    /// <summary>Per deployment: who is let in, and who pays.</summary>
    /// <param name="name">Name of a tenant for people.</param>
    public static AdaptiveCard Tenants(Texts texts, string form, IReadOnlyList<StackTenancy> all, Func<string, string?> name, string words)
    {
        var seats = all
            .SelectMany(one => Seats(one, name))
            .Where(seat => Phrase.Normalize(seat.Name).Contains(Phrase.Normalize(words), StringComparison.Ordinal))
            .ToList();
        var mapped = seats.Where(seat => seat.Subscription is not null).Take(Listed).Select(seat =>
            new AdaptiveChoice { Title = $"{seat.Name} – {seat.Deployment}", Value = seat.Deployment + "|" + seat.TenantId }).ToList();
        return Look.Card(
            texts,
            texts[OnboardStackTenantText.TenantsTitle],
            [
                .. all.SelectMany(one => Section(texts, one, [.. seats.Where(seat => seat.Deployment == one.Stack.Name)])),
                mapped.Count == 0 ? null : new AdaptiveChoiceSetInput
                {
                    Id = "mapping",
                    Label = texts[OnboardStackTenantText.OffboardWhich],
                    Choices = mapped,
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Filtered,
                    Placeholder = texts[OnboardStackTenantText.TenantPlaceholder],
                    IsRequired = true,
                    ErrorMessage = texts[OnboardStackTenantText.TenantMissing],
                },
            ],
            [
                mapped.Count == 0 ? null : Look.Submit(
                    texts[OnboardStackTenantText.OffboardButton], Verb + "offboard", Look.Data(form), AdaptiveActionStyle.Default),
                mapped.Count == 0 ? null : Look.Submit(
                    texts[OnboardStackTenantText.HandOverButton], Verb + "handover", Look.Data(form), AdaptiveActionStyle.Default),
                Look.Go(texts[OnboardStackTenantText.LeaksButton], Verb + "leaks", Look.Data(form)),
                Look.Go(texts[StackUsageText.UsageButton], Verb + "usage", Look.Data(form)),
                Look.Go(texts[CommonText.BackButton], Verb + "customer", Look.Data(form)),

                // Microsoft's renderer takes five.
                mapped.Count == 0 ? Look.Go(texts[CommonText.CancelButton], Verb + "cancel", Look.Data(form)) : null,
            ]);
    }

    /// <summary>Whose use the partner pays for by mistake.</summary>
    /// <param name="figures">What it came to in the last days, by the leak's key, where that was read in time.</param>
    public static AdaptiveCard Leaks(
        Texts texts,
        string form,
        IReadOnlyList<StackTenancy> all,
        Func<string, string?> name,
        IReadOnlyDictionary<string, string> figures)
    {
        var leaks = StackTenancy.FindLeaks(all);
        var whole = all.All(one => one.Directories.Fault is null && one.Mappings.Fault is null);
        return Look.Card(
            texts,
            texts[OnboardStackTenantText.LeaksTitle],
            [
                leaks.Count > 0
                    ? Look.Banner(
                        Look.Attention,
                        texts[OnboardStackTenantText.LeaksFound, leaks.Count],
                        texts[OnboardStackTenantText.LeaksFound_Help])
                    : null,
                leaks.Count == 0 && whole ? Look.Banner(Look.Good, texts[OnboardStackTenantText.NoLeaks]) : null,
                .. all.SelectMany(one => Unread(texts, one)),
                .. all.Select(one => one.Billing).OfType<StackBilling>().Select(billing => Billed(texts, billing)),
                .. leaks.Take(Listed).Select(leak => Look.Line(
                    Mark.Failed,
                    texts[OnboardStackTenantText.Leak, name(leak.TenantId) ?? leak.Domain, leak.Deployment],
                    (leak.MappedOn.Count > 0
                        ? texts[OnboardStackTenantText.LeakMappedOn, string.Join(", ", leak.MappedOn), leak.Deployment]
                        : texts[OnboardStackTenantText.LeakNowhere, leak.Domain])
                    + (figures.TryGetValue(leak.Key, out var figure) ? ". " + texts[StackUsageText.LeaksLastDays, figure] : ""))),
                leaks.Count > Listed ? Look.Quiet(texts[OnboardStackTenantText.More, leaks.Count - Listed]) : null,
                leaks.Count == 0 ? null : new AdaptiveChoiceSetInput
                {
                    Id = "leak",
                    Label = texts[OnboardStackTenantText.FixWhich],
                    Choices = [.. leaks.Take(Listed).Select(leak =>
                        new AdaptiveChoice { Title = $"{name(leak.TenantId) ?? leak.Domain} – {leak.Deployment}", Value = leak.Key })],
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Compact,
                    Value = leaks[0].Key,
                    IsRequired = true,
                    ErrorMessage = texts[OnboardStackTenantText.TenantMissing],
                },
            ],
            [
                leaks.Count == 0 ? null : Look.Submit(texts[OnboardStackTenantText.FixButton], Verb + "fix", Look.Data(form)),
                Look.Go(texts[StackUsageText.UsageButton], Verb + "usage", Look.Data(form)),
                Look.Go(texts[OnboardStackTenantText.TenantsButton], Verb + "tenants", Look.Data(form)),
                Look.Go(texts[CommonText.BackButton], Verb + "customer", Look.Data(form)),
                Look.Go(texts[CommonText.CancelButton], Verb + "cancel", Look.Data(form)),
            ]);
    }

    /// <summary>What off-boarding does, and what it then costs.</summary>
    public static AdaptiveCard Offboard(Texts texts, JsonObject data, StackLeaver leaver, AdaptiveElement? banner) =>
        Look.Card(
            texts,
            texts[OnboardStackTenantText.OffboardReviewTitle, leaver.Name, leaver.Stack.Name],
            [
                banner,
                Look.Banner(
                    Look.Warning,
                    texts[OnboardStackTenantText.OffboardWarning, leaver.Name, leaver.Stack.Name],
                    texts[OnboardStackTenantText.OffboardWarning_Help, StackWords.Parts(leaver.Stack).Subscription]),
                Look.Facts([
                    (texts[CommonText.Customer], $"{leaver.Name} ({leaver.Mapping.TenantId})"),
                    (texts[OnboardStackTenantText.Deployments], leaver.Stack.Name),
                    (texts[OnboardStackTenantText.Subscription], leaver.Mapping.SubscriptionId),
                ]),
                new AdaptiveToggleInput
                {
                    Id = "shutOut",
                    Label = texts[OnboardStackTenantText.Directory],
                    Title = texts[OnboardStackTenantText.ShutOutToggle],
                    Wrap = true,
                    Value = leaver.ShutOut ? "true" : "false",
                },
                new AdaptiveTextInput
                {
                    Id = "reason",
                    Label = texts[OnboardStackTenantText.Reason],
                    IsMultiline = true,
                    IsRequired = true,
                    ErrorMessage = texts[OnboardStackTenantText.ReasonMissing],
                    MaxLength = OnboardStackTenantForm.LongestReason,
                    Value = leaver.Reason.Length > 0 ? leaver.Reason : null,
                },
            ],
            [
                Look.Submit(texts[OnboardStackTenantText.SubmitButton], Verb + "submit", data, AdaptiveActionStyle.Destructive),
                Look.Go(texts[CommonText.BackButton], Verb + "tenants", Look.Data((string)data["form"]!)),
                Look.Go(texts[CommonText.CancelButton], Verb + "cancel", Look.Data((string)data["form"]!)),
            ]);

    /// <summary>One code explained, or all eight.</summary>
    public static AdaptiveCard Codes(Texts texts, string form, IReadOnlyList<string> codes, string? unknown) => Look.Card(
        texts,
        texts[OnboardStackTenantText.CodesTitle],
        [
            unknown is null ? null : Look.Banner(Look.Warning, texts[OnboardStackTenantText.CodeUnknown, unknown]),
            .. codes.SelectMany(code => new AdaptiveElement?[]
            {
                Look.Section(code),
                Look.Text(texts[StackCodes.Explain(code).TextKey]),
                Look.Quiet(Sentences.Help(StackCodes.Explain(code), texts)!),
            }),
        ],
        [Look.Go(texts[CommonText.BackButton], Verb + "customer", Look.Data(form))]);

    private static IEnumerable<AdaptiveElement?> Section(Texts texts, StackTenancy one, IReadOnlyList<Seat> seats)
    {
        yield return Look.Section(texts[OnboardStackTenantText.TenantsOf, one.Stack.Name, seats.Count]);
        if (one.Billing is { } billing)
            yield return Billed(texts, billing);
        foreach (var unread in Unread(texts, one))
            yield return unread;
        foreach (var seat in seats.Take(Listed / 2))
        {
            yield return seat.Subscription is null
                ? Look.Line(Mark.Failed, seat.Name, texts[OnboardStackTenantText.SeatUnmapped])
                : Look.Line(
                    seat.LetIn ? Mark.Done : Mark.Caution,
                    seat.Name,
                    texts[seat.LetIn ? OnboardStackTenantText.SeatMapped : OnboardStackTenantText.SeatNotLetIn, seat.Subscription]);
        }

        if (seats.Count > Listed / 2)
            yield return Look.Quiet(texts[OnboardStackTenantText.More, seats.Count - (Listed / 2)]);
    }

    private static AdaptiveColumnSet Billed(Texts texts, StackBilling billing)
    {
        var line = billing.Line(texts);
        return Look.Line(line.Mark, line.Text, line.Help);
    }

    private static IEnumerable<AdaptiveElement> Unread(Texts texts, StackTenancy one)
    {
        foreach (var fault in new[] { one.Directories.Fault, one.Mappings.Fault }.OfType<CloudFault>())
        {
            var line = ReviewLine.Of(texts, StackCodes.Unread(one.Stack, fault));
            yield return Look.Line(Mark.Caution, texts[OnboardStackTenantText.NotRead, one.Stack.Name, line.Text], line.Help);
        }
    }

    private static IEnumerable<Seat> Seats(StackTenancy one, Func<string, string?> name)
    {
        var directories = one.Directories.Value ?? [];
        var tenants = directories
            .Select(directory => directory.TenantId)
            .Concat((one.Mappings.Value ?? []).Select(mapping => mapping.TenantId))
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return tenants
            .Where(tenant => tenant.Length > 0 && !CloudJson.SameId(tenant, one.Stack.DirectoryTenantId))
            .Where(tenant => one.Mappings.Value is not null)
            .Select(tenant =>
            {
                var directory = directories.FirstOrDefault(known => CloudJson.SameId(known.TenantId, tenant));
                return new Seat(
                    one.Stack.Name,
                    tenant,
                    name(tenant) ?? directory?.Name ?? tenant,
                    one.MappingOf(tenant)?.SubscriptionId,
                    directory is not null || one.Directories.Value is null);
            })
            .OrderBy(seat => seat.Name, StringComparer.CurrentCultureIgnoreCase);
    }

    /// <summary>One tenant's line on one deployment.</summary>
    private sealed record Seat(string Deployment, string TenantId, string Name, string? Subscription, bool LetIn);
}

/// <summary>A tenant that is to leave a deployment: its name, the mapping that goes, why, and whether it is shut out, too.</summary>
internal sealed record StackLeaver(string Name, StackDeployment Stack, StackMapping Mapping, string Reason, bool ShutOut);
