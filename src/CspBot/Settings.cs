using CspBot.Cache;
using CspBot.Cloud;
using CspBot.Handovers;
using CspBot.Partner;
using CspBot.Portfolio;
using CspBot.Purchases;
using CspBot.Relations;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Audits;
using CspBot.Resources;
using CspBot.Stacks;
using CspBot.Store;
using CspBot.Teams;

namespace CspBot;

/// <summary>All settings of the bot, read once, and every missing or wrong one as a sentence.</summary>
internal sealed record Settings(
    TeamsOptions Teams,
    CloudOptions Cloud,
    PartnerOptions Partner,
    ApprovalOptions Approvals,
    PurchaseOptions Purchases,
    PortfolioOptions Portfolio,
    StoreOptions Store,
    string? Redis,
    AuditOptions Audit,
    RequestOptions Requests,
    ExportOptions Exports,
    RelationWatchOptions Relations,
    HandOverOptions HandOvers,
    StackWatchOptions Stacks)
{
    public static Settings Read(IConfiguration configuration)
    {
        WriteIdsOneWay(configuration);
        var approvals = configuration.GetSection("Approvals");
        var rules = configuration.GetSection("Rules").Get<Rules>() ?? new Rules();
        return new Settings(
            configuration.GetSection("Bot").Get<TeamsOptions>() ?? new TeamsOptions(),
            CloudOptions.From(configuration),
            (configuration.GetSection("Partner").Get<PartnerOptions>() ?? new PartnerOptions()) with
            {
                ApproversGroupId = approvals["ApproversGroupId"] ?? "",
                SecondLineGroupId = approvals["Escalate:Group"] ?? "",
            },
            (approvals.Get<ApprovalOptions>() ?? new ApprovalOptions()) with
            {
                Policy = LinesOf(approvals.GetSection("Policy")),
                IsPolicySaidTwice = !string.IsNullOrWhiteSpace(approvals["Policy"]) && approvals.GetSection("Policy").GetChildren().Any(),
            },
            (configuration.GetSection("Purchases").Get<PurchaseOptions>() ?? new PurchaseOptions()) with
            {
                Rules = rules,
            },
            (configuration.GetSection("Reservations").Get<PortfolioOptions>() ?? new PortfolioOptions()) with { Rules = rules },
            configuration.GetSection("Store").Get<StoreOptions>() ?? new StoreOptions(),
            configuration["Cache:Redis"],
            configuration.GetSection("Audit").Get<AuditOptions>() ?? new AuditOptions(),
            configuration.GetSection("Requests").Get<RequestOptions>() ?? new RequestOptions(),
            configuration.GetSection("Exports").Get<ExportOptions>() ?? new ExportOptions(),
            configuration.GetSection("Relations").Get<RelationWatchOptions>() ?? new RelationWatchOptions(),
            configuration.GetSection("VisualStudio").Get<HandOverOptions>() ?? new HandOverOptions(),
            configuration.GetSection("Stack").Get<StackWatchOptions>() ?? new StackWatchOptions());
    }

    /// <summary>A list, or one text of several lines.</summary>
    private static IReadOnlyList<string> LinesOf(IConfigurationSection section) =>
        string.IsNullOrWhiteSpace(section.Value)
            ? [.. section.GetChildren().Select(line => line.Value ?? "")]
            : section.Value.Split('\n');

    /// <summary>One sentence for each setting that is missing or wrong; empty when the bot can start.</summary>
    public IReadOnlyList<string> Validate(string environment, IReadOnlyList<string> listeners, IReadOnlyCollection<string> dialogs) =>
    [
        .. Teams.Validate(environment, listeners),
        .. Cloud.Validate(),
        .. Partner.Validate(),
        .. Approvals.Validate(dialogs),
        .. Purchases.Validate(),
        .. Purchases.Rules.Validate(),
        .. Portfolio.Validate(),
        .. Store.Validate(),
        .. Audit.Validate(),
        .. Requests.Validate(),
        .. Exports.Validate(),
        .. Relations.Validate(),
        .. HandOvers.Validate(),
        .. Stacks.Validate(),
        .. CacheSetup.Validate(Redis),
        .. SameTenant(),
        .. SignsIn(),
    ];

    /// <summary>
    /// Ids may be written with braces, capitals or no hyphens; Microsoft's services and the comparisons here know one form.
    /// </summary>
    private static void WriteIdsOneWay(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.AsEnumerable().ToList())
        {
            if (key.EndsWith("Id", StringComparison.OrdinalIgnoreCase) && Guid.TryParse(value, out var id) && value != id.ToString())
                configuration[key] = id.ToString();
        }
    }

    /// <summary>Which single sign-on tokens prove a fresh sign-in; null where none is wanted.</summary>
    public SingleSignOn? SingleSignOn()
    {
        var fresh = Approvals.FreshSignIn;
        var login = $"{Cloud.Login.TrimEnd('/')}/{Teams.TenantId}";
        return fresh.Enabled
            ? new SingleSignOn(
                login + "/v2.0/.well-known/openid-configuration",
                fresh.Issuer ?? $"https://login.microsoftonline.com/{Teams.TenantId}/v2.0",
                Teams.AppId!,
                fresh.Connection,
                new Uri(fresh.Page ?? login))
            : null;
    }

    private IEnumerable<string> SignsIn()
    {
        if (Approvals.FreshSignIn.Enabled && !Guid.TryParse(Teams.AppId, out _))
            yield return "Approvals:FreshSignIn needs Bot:AppId: the tokens of a sign-in are for the bot's app.";
    }

    private IEnumerable<string> SameTenant()
    {
        if (Guid.TryParse(Teams.TenantId, out var served) && Guid.TryParse(Partner.TenantId, out var partner) && served != partner)
            yield return "Bot:TenantId and Partner:TenantId must be the same: the bot serves the partner's own people only.";
    }
}
