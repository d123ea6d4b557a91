using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.ReservationPermission;

/// <summary>The cards of "who is on": a page with search, and the export.</summary>
internal static class ReservationPermissionListCards
{
    public static AdaptiveCard Page(Texts texts, ReservationPermissionPage page, AdaptiveElement? banner) => Look.Card(
        texts,
        texts[ReservationPermissionText.ListTitle],
        [
            banner,
            Look.Beside(
                CustomerChoice.Field(texts, page.Customers, null),
                Look.Submit(texts[ReservationPermissionText.OpenButton], "reservation-permission/customer", [])),
            page.Count > 0 || page.Swept ? Look.Section(Count(texts, page)) : null,
            page.Count > 0 ? Look.Text(texts[ReservationPermissionText.ListIntro]) : null,
            page.Swept && page.Walked
                ? null
                : Look.Quiet(texts[page.Swept ? ReservationPermissionText.ListOlder : ReservationPermissionText.ListSoon]),
            Look.Beside(
                new AdaptiveTextInput
                {
                    Id = "find",
                    Label = texts[ReservationPermissionText.Find],
                    Placeholder = texts[CommonText.CustomerPlaceholder],
                    MaxLength = 100,
                    Value = page.Words.Length > 0 ? page.Words : null,
                },
                Look.Submit(texts[ReservationPermissionText.FindButton], "reservation-permission/list", [], AdaptiveActionStyle.Default)),
            .. page.Rows.Select(row => Row(texts, row)),
        ],
        [
            page.Page > 0
                ? Look.Go(texts[ReservationPermissionText.PreviousButton], "reservation-permission/list", To(page.Words, page.Page - 1))
                : null,
            page.Page + 1 < page.Pages
                ? Look.Go(texts[ReservationPermissionText.NextButton], "reservation-permission/list", To(page.Words, page.Page + 1))
                : null,
            page.Swept
                ? null
                : Look.Go(texts[ReservationPermissionText.ListAgainButton], "reservation-permission/list", To(page.Words, page.Page)),
            page.Count > 0
                ? Look.Go(texts[ReservationPermissionText.ExportButton], "reservation-permission/export", To(page.Words, page.Page))
                : null,
        ]);

    public static AdaptiveCard Export(Texts texts, IReadOnlyList<ReservationPermissionRow> rows, int count, string words)
    {
        var (field, cut) = Csv.Field(
            texts,
            [
                "customerId", "customer", "reservedInstances", "reservedInstancesSince", "reservedInstancesBy",
                "reservedInstancesApprovedBy", "savingsPlan", "savingsPlanSince", "savingsPlanBy", "savingsPlanApprovedBy",
                "oneTimeOrdersSince",
            ],
            rows.Select(row => (string[])
            [
                row.Customer,
                row.Name,
                .. Fields(row.Now.ReservedInstances, row.Reserved),
                .. Fields(row.Now.SavingsPlan, row.Savings),
                row.Bought?.ToString(CultureInfo.InvariantCulture) ?? "",
            ]));
        return Look.Card(
            texts,
            texts[ReservationPermissionText.ExportTitle],
            [
                Look.Text(cut || rows.Count < count
                    ? texts[ReservationPermissionText.ExportCut, count]
                    : texts[ReservationPermissionText.ExportText]),
                field,
            ],
            [Look.Go(texts[CommonText.BackButton], "reservation-permission/list", To(words, 0))]);
    }

    private static string Count(Texts texts, ReservationPermissionPage page) =>
        page.Count == 0
            ? texts[page.Words.Length > 0 ? ReservationPermissionText.ListNoneFits : ReservationPermissionText.ListNone]
        : page.Pages == 1 ? texts[ReservationPermissionText.ListAll, page.Count]
        : texts[ReservationPermissionText.ListCount, page.Count, page.Page + 1, page.Pages];

    /// <summary>The row opens the customer's card; the word at its end turns everything off at once.</summary>
    private static AdaptiveColumnSet Row(Texts texts, ReservationPermissionRow row) => new AdaptiveColumnSet
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(row.Name) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                    .. Grant(texts, ReservationPermissionText.ReservedInstances, row.Now.ReservedInstances, row.Reserved),
                    .. Grant(texts, ReservationPermissionText.SavingsPlan, row.Now.SavingsPlan, row.Savings),
                    Look.Small(row.Now.Any
                        ? texts[
                            row.Since is null ? ReservationPermissionText.BoughtInAll : ReservationPermissionText.Bought,
                            row.Bought?.ToString(texts.Culture) ?? "–"]
                        : texts[ReservationPermissionText.OffByNow]),
                    .. row.IsLive ? Array.Empty<AdaptiveElement>() : [Look.Small(texts[ReservationPermissionText.NotLive])],
                ],
                Width = "stretch",
                SelectAction = Look.Go(
                    texts[ReservationPermissionText.OpenRow, row.Name],
                    "reservation-permission/customer",
                    ReservationPermissionCards.About(row.Customer)),
            },
            new AdaptiveColumn
            {
                Items = [new AdaptiveTextBlock(texts[ReservationPermissionText.OffWord])
                {
                    Wrap = true,
                    Color = AdaptiveTextColor.Attention,
                    Weight = AdaptiveTextWeight.Bolder,
                }],
                Width = "auto",
                VerticalContentAlignment = AdaptiveVerticalContentAlignment.Center,
                SelectAction = Look.Go(
                    texts[ReservationPermissionText.DriftOff, row.Name],
                    "reservation-permission/off",
                    Look.Data(row.Off.Form, ("customer", row.Customer), ("seal", row.Off.Seal)),
                    AdaptiveActionStyle.Destructive),
            },
        ],
        Separator = true,
    };

    private static IEnumerable<AdaptiveElement> Grant(Texts texts, string resource, bool on, PermissionGrant? grant)
    {
        if (!on || grant is null)
            yield break;
        var since = grant.Since is { } at
            ? texts[ReservationPermissionText.Since, texts.Time(at)]
            : texts[ReservationPermissionText.SinceUnknown];
        var by = grant.By is { } who ? texts[ReservationPermissionText.By, who] : texts[ReservationPermissionText.ByUnknown];
        var approved = grant.ApprovedBy is { } approver
            ? texts[ReservationPermissionText.ApprovedBy, approver]
            : texts[ReservationPermissionText.NotApproved];
        var until = grant.Until is { } end ? " · " + texts[ReservationPermissionText.UntilRow, texts.Time(end)] : "";
        yield return Look.Small(texts[ReservationPermissionText.GrantRow, texts[resource], $"{since} · {by} · {approved}{until}"]);
    }


    private static JsonObject To(string words, int page) =>
        new() { ["find"] = words, ["page"] = page.ToString(CultureInfo.InvariantCulture) };

    private static string[] Fields(bool on, PermissionGrant? grant) =>
    [
        on ? "true" : "false",
        on ? Csv.Time(grant?.Since) : "",
        on ? grant?.By ?? "" : "",
        on ? grant?.ApprovedBy ?? "" : "",
    ];
}
