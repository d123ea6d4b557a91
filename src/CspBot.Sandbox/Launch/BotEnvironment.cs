using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>The settings of a bot that works against a sandbox, as environment variables.</summary>
internal static class BotEnvironment
{
    /// <summary>The SQLite file of the bots, in the sandbox's folder.</summary>
    public const string StoreFile = "cspbot.db";

    public static IReadOnlyDictionary<string, string> For(SandboxHost host, SandboxOptions options)
    {
        SortedDictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{options.BotPort}"),
            ["Bot__AppId"] = Ids.BotApp,
            ["Bot__TenantId"] = Ids.PartnerTenant,
            ["Bot__AppType"] = "SingleTenant",
            ["Bot__Authentication"] = "None",
            ["Cloud__Login"] = Text(host.Login),
            ["Cloud__PartnerCenter"] = Text(host.PartnerCenter),
            ["Cloud__ResourceManager"] = Text(host.ResourceManager),
            ["Cloud__Graph"] = Text(host.Graph),
            ["Cloud__TrustedCertificates"] = host.CaFile,
            ["Partner__TenantId"] = Ids.PartnerTenant,
            ["Partner__AppId"] = Ids.PartnerApp,
            ["Partner__ClientSecret"] = Ids.PartnerSecret,
            ["Partner__RefreshTokenFile"] = host.RefreshTokenFile,
            ["Partner__AdminAgentsGroupId"] = Ids.AdminAgents,
            ["Partner__SalesAgentsGroupId"] = Ids.SalesAgents,
            ["Partner__HelpdeskAgentsGroupId"] = Ids.HelpdeskAgents,
            ["Approvals__ApproversGroupId"] = Ids.Approvers,
            ["Store__ConnectionString"] = $"Data Source={Path.Combine(host.Folder, StoreFile)}",
        };
        for (int i = 0; i < Stack.Deployments.Count; i++)
        {
            Stack.Deployment deployment = Stack.Deployments[i];
            string key = string.Create(CultureInfo.InvariantCulture, $"Stack__Deployments__{i}__");
            settings[$"{key}Name"] = deployment.Name;
            settings[$"{key}RegistrationId"] = deployment.RegistrationId;
            settings[$"{key}AdminResourceManager"] = Text(deployment.On(host.StackAdmin));
            settings[$"{key}TenantResourceManager"] = Text(deployment.On(host.StackTenant));
            settings[$"{key}DirectoryTenantId"] = Ids.PartnerTenant;
            settings[$"{key}Location"] = deployment.Location;
            settings[$"{key}Offer"] = deployment.Offer;
        }

        return settings;
    }

    private static string Text(Uri address) => address.ToString().TrimEnd('/');
}
