using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.VisualStudio;

/// <summary>THE TABLE of the ways to a customer's Visual Studio subscriptions: the link to open, and how many steps there are.</summary>
/// <remarks>
/// The three ways of existing agreements: Microsoft's page "Partners managing subscriptions on behalf of customers"
/// (MicrosoftDocs/visualstudio-docs, subscriptions/open-migration.md, 2022-09-28; facts partner-center §11). The licensing centre that it
/// names is now part of the Microsoft 365 admin centre, Your products › Volume licensing (facts november-2026 §E). New licences: the
/// pages vscloud-csp.md and vscloud-overview.md beside it (2026-04-28: monthly only), and Partner Center's "Make a one-time purchase"
/// for software subscriptions; that Partner Center lists them under the customer's products stands in no page that was read: assumed.
/// </remarks>
internal static class VisualStudioWays
{
    public const string Existing = "existing";
    public const string AdminCenter = "admin-center";
    public const string Direct = "direct";

    /// <summary>New licences: what replaces Open Licence.</summary>
    public const string Cloud = "cloud";

    /// <summary>In the order in which they are asked.</summary>
    public static IReadOnlyList<string> All { get; } = [Existing, AdminCenter, Direct, Cloud];

    public static Uri Portal { get; } = new("https://manage.visualstudio.com");

    public static Uri Admin { get; } = new("https://admin.microsoft.com");

    public static Uri PartnerCenter { get; } = new("https://partnercenter.microsoft.com");

    public static Uri Marketplace { get; } = new("https://marketplace.visualstudio.com/subscriptions");

    public static Uri Pricing { get; } = new("https://visualstudio.microsoft.com/vs/pricing/");

    /// <summary>It hands an agreement over; new licences have none.</summary>
    public static bool HandsOver(string way) => way is Existing or AdminCenter or Direct;

    /// <summary>What is opened first.</summary>
    public static Uri Link(string way) => way == AdminCenter ? Admin : Portal;

    /// <summary>How many steps the texts tell: <c>VisualStudio.Step.{way}.{n}</c>.</summary>
    public static int Steps(string way) => way == Direct ? 6 : 5;

    public static string Name(Texts texts, string way) => texts["VisualStudio.Way." + way];

    public static IReadOnlyList<AdaptiveChoice> Choices(Texts texts) =>
    [
        .. All.Select(way => new AdaptiveChoice
        {
            Title = texts[VisualStudioText.WayChoice, Name(texts, way), texts["VisualStudio.Fits." + way]],
            Value = way,
        }),
    ];

    /// <summary>The way that was sent, by its value or by what its choice says in either language; empty for anything else.</summary>
    public static string Read(string sent) => All.Contains(sent)
        ? sent
        : Texts.All.Select(texts => Searches.ValueOf(sent, Choices(texts))).FirstOrDefault(All.Contains, "");
}
