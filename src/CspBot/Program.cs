using CspBot.Cache;
using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Conversation;
using CspBot.Credit;
using CspBot.Dialogs.Customers;
using CspBot.Dialogs.GrantOwner;
using CspBot.Dialogs.Help;
using CspBot.Dialogs.Languages;
using CspBot.Dialogs.Notifications;
using CspBot.Dialogs.OnboardStackTenant;
using CspBot.Dialogs.Requests;
using CspBot.Dialogs.ReservationPermission;
using CspBot.Dialogs.Reservations;
using CspBot.Dialogs.VisualStudio;
using CspBot.Handovers;
using CspBot.Messages;
using CspBot.Package;
using CspBot.Partner;
using CspBot.Permissions;
using CspBot.Portfolio;
using CspBot.Purchases;
using CspBot.Relations;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Requests.SignIns;
using CspBot.Resources;
using CspBot.Stacks;
using CspBot.Store;
using CspBot.Teams;
using Microsoft.Bot.Builder;

namespace CspBot;

/// <summary>The map: one block per folder, and the table that lists the dialogs.</summary>
internal static class Program
{
    /// <summary>THE TABLE: what the bot can do, in the order of the help.</summary>
    internal static IReadOnlyList<DialogEntry> Table { get; } =
    [
        GrantOwnerDialog.Entry,
        ReservationPermissionDialog.Entry,
        ReservationsDialog.Entry,
        CustomersDialog.Entry,
        NotificationsDialog.Entry,
        OnboardStackTenantDialog.Entry,
        VisualStudioDialog.Entry,
        RequestsDialog.Entry,
        LanguageDialog.Entry,
        HelpDialog.Entry,
    ];

    private static async Task<int> Main(string[] args)
    {
        if (args is ["package", ..])
            return await AppPackage.RunAsync(args, Commands(), Console.Out, Console.Error, CancellationToken.None);
        if (AuditFileCommand.IsMeant(args))
            return await AuditFileCommand.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
        var builder = WebApplication.CreateBuilder(args);
        if (args is ["audit", ..] && Settings.Read(builder.Configuration) is var read)
            return await AuditCommand.RunAsync(args, read.Store, read.Audit, Console.Out, Console.Error, CancellationToken.None);
        builder.AddTelemetry();
        if (Prepare(builder) is { Count: > 0 } problems)
        {
            await Console.Error.WriteLineAsync("CspBot cannot start:");
            foreach (var problem in problems)
                await Console.Error.WriteLineAsync("  - " + problem);
            await Console.Error.WriteLineAsync(
                "The README explains each setting; to try the bot without any, run: dotnet run --project src/CspBot.Sandbox");
            return 1;
        }

        await using var app = Map(builder.Build());
        var services = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await app.StartAsync();
        if (WrongListeners(app) is { Count: > 0 } open)
        {
            await Console.Error.WriteLineAsync("CspBot ends: " + string.Join(' ', open));
            await app.StopAsync();
            return 1;
        }

        await app.WaitForShutdownAsync();

        // The host stops when a background service dies, and calls that a good end; whoever restarts the bot must see that it was none.
        return services.Any(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
    }

    /// <summary>
    /// The addresses that are really listened on: sections of Kestrel and ports by other names come into the settings unseen.
    /// </summary>
    private static IReadOnlyList<string> WrongListeners(WebApplication app) =>
        app.Services.GetRequiredService<TeamsOptions>().Validate(app.Environment.EnvironmentName, app.Urls);

    /// <summary>Reads the settings and registers everything; the sentences say what is missing or wrong.</summary>
    /// <param name="builder">The application to be.</param>
    /// <param name="table">The dialogs; those of the table when left out.</param>
    internal static IReadOnlyList<string> Prepare(WebApplicationBuilder builder, IReadOnlyList<DialogEntry>? table = null)
    {
        table ??= Table;
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);

        // It writes each request's whole address, and that of a file is what gives the file.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
            builder.WebHost.UseUrls("http://localhost:3978");
        var listeners = (builder.Configuration["urls"] ?? $"http://*:{builder.Configuration["http_ports"]}").Split(
            ';', StringSplitOptions.RemoveEmptyEntries);
        var settings = Settings.Read(builder.Configuration);
        var problems = settings.Validate(builder.Environment.EnvironmentName, listeners, [.. table.Select(entry => entry.Name)]);
        if (problems.Count > 0)
            return problems;
        settings.Teams.Trust = CloudHttp.Trust(settings.Cloud);
        settings.Teams.FaultText = Bot.FaultText;
        settings.Teams.SingleSignOn = settings.SingleSignOn();
        var services = builder.Services;

        var test = builder.Environment.IsDevelopment() ? builder.Configuration.GetSection("Test") : null;

        // Tests on a busy machine: all that a person waits for may take so many times as long.
        var slower = test?.GetValue<double?>("Slower") ?? 1;
        settings.Teams.InvokeLimit *= slower;
        services.AddSingleton(new TurnLimit(TurnLimit.Default.Reads * slower));
        services.AddSingleton(_ => settings.Audit.Open(settings.Store));
        services.AddSingleton(settings.Requests);
        services.AddSingleton(settings.Exports);
        services.AddSingleton(settings.Audit);
        services.AddStore(settings.Store, test);
        services.AddCache(settings.Store, settings.Redis, CloudHttp.Trust(settings.Cloud));
        services.AddTeams(settings.Teams);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(9));
        services.AddCloud(settings.Cloud);
        services.AddPartner(settings.Partner);
        services.AddMessages();
        services.AddRequests(settings.Approvals, table.SelectMany(entry => entry.Operations).ToDictionary());
        services.AddPurchases(settings.Purchases, settings.Cloud);
        services.AddSingleton(new PlacedOrders(PurchaseTable.RecordOwnAsync));
        services.AddSingleton<FindPurchaseRights>(provider => RightsOf(provider.GetRequiredService<CallerResolver>(), settings.Partner));
        services.AddSingleton(new HouseRouteOptions(settings.Partner.TenantId, settings.Purchases.Conversation)).AddSingleton<HouseRoute>();
        services.AddSingleton<FindApprovers>(provider => async ct => [
            .. (await provider.GetRequiredService<CallerResolver>().ListAllApproversAsync(ct)).Select(approver => approver.ObjectId)]);
        services.AddSingleton<FindCustomersOf>(provider => async (tenant, person, ct) =>
            (await provider.GetRequiredService<CallerResolver>().ResolveForReadingAsync(new Person(person, tenant, person), ct)).Known);
        services.AddSingleton<ClosePermissions>(
            provider => provider.GetRequiredService<ReservationPermissionClosing>().CloseAsync);
        services.AddSingleton<CheckSignIn>(provider => (token, ct) => SignInOf(provider.GetRequiredService<SignInTokens>(), token, ct));
        services.AddSingleton<SealNotices>(provider => provider.GetRequiredService<FormSeal>().ForNoticesAsync);
        services.AddPermissions(WatchOf(settings));
        services.AddPortfolio(settings.Portfolio);
        services.AddRelations(RelationsOf(settings));
        services.AddCredit(CreditOf(settings));
        services.AddHandOvers(settings.HandOvers);
        services.AddStacks(settings.Stacks);
        services.AddConversation(table);
        services.AddSingleton<RequestsExport>();
        services.AddSingleton<SimulateDesk>();
        services.AddSingleton<AbsenceDesk>();
        services.AddSingleton<PreapprovalList>();
        services.AddAct<PreapprovalDialog>(RequestsDialog.Entry.Name, PreapprovalForm.Act);
        services.AddSingleton<RequestsErasure>();
        services.AddSingleton<RequestsApproval>();
        services.AddSingleton<RequestsParts>();
        services.AddSingleton<RequestFaces>();
        services.AddSingleton<ReservationPermissionList>();
        services.AddSingleton<ReservationPermissionClosing>();
        services.AddReservations();
        services.AddCustomers();
        services.AddStackUsage();
        services.AddSingleton<GrantOwnerParts>();
        services.AddSingleton(provider => new RoleDialog(provider.GetRequiredService<GrantOwnerParts>(), CustomersDialog.Own));
        services.AddSingleton(provider => new DialogAct(
            CustomersDialog.Own, RoleDialog.Own, provider.GetRequiredService<RoleDialog>()));
        services.AddHostedService<Telemetry.Depths>();
        services.AddSingleton<Bot>();
        services.AddSingleton(HealthOptions.From(builder.Configuration, builder.Environment.IsDevelopment(), listeners));
        services.AddSingleton<IBot>(provider => provider.GetRequiredService<Bot>());
        services.AddSingleton<Readiness>();
        return [];
    }

    /// <summary>Notices show the strongest buttons only to those who may use them; the roles are Partner's to know.</summary>
    /// <remarks>
    /// Where the directory does not answer: they held a role when they subscribed, so the notice is not lost over it, but its strongest
    /// buttons are. Where some see some customers alone, it waits instead.
    /// </remarks>
    private static FindPurchaseRights RightsOf(CallerResolver callers, PartnerOptions partner) => async (tenant, person, ct) =>
    {
        Caller caller;
        try
        {
            caller = await callers.ResolveForReadingAsync(new Person(person, tenant, person), ct);
        }
        catch (CloudFault) when (partner.CustomerScopes.Count == 0)
        {
            return new PurchaseRights(MayStop: false, MayAsk: false);
        }

        return !caller.IsAgent
            ? null
            : new PurchaseRights(caller.May(PartnerPower.ChangePermission), caller.May(PartnerPower.AskReservations))
            {
                Only = caller.Only,
            };
    };

    /// <summary>The channel knows single sign-on tokens, and requests know what a sign-in proves.</summary>
    private static async Task<(SignInProof? Proof, string? Why)> SignInOf(SignInTokens tokens, string token, CancellationToken ct)
    {
        var look = await tokens.ReadAsync(token, ct);
        return look.Claims is { } told
            ? (new SignInProof(told.Fingerprint, told.TenantId, told.ObjectId, told.IssuedAt, told.SignedInAt), null)
            : (null, look.Fault.ToString());
    }

    /// <summary>Permissions are watched at the pace, and told on the route, of purchases.</summary>
    private static PermissionWatchOptions WatchOf(Settings settings) => new()
    {
        Watch = settings.Purchases is { Watch: true, WatchPermissions: true },
        PollInterval = settings.Purchases.PollInterval,
        AppId = settings.Cloud.Partner.AppId,
    };

    /// <summary>The credit is kept beside the watch over purchases, and told on the same route.</summary>
    private static CreditOptions CreditOf(Settings settings) => new()
    {
        Watch = settings.Purchases is { Watch: true, WatchCredit: true },
        AdminAgentsGroupId = settings.Partner.AdminAgentsGroupId,
    };

    /// <summary>What ties customers to us is told on the route of purchases, and not looked at where those are not.</summary>
    private static RelationWatchOptions RelationsOf(Settings settings) => settings.Relations with
    {
        Watch = settings.Purchases.Watch && settings.Relations.Watch,
    };

    /// <summary>The dialogs as the Teams app lists them.</summary>
    internal static IReadOnlyList<PackageCommand> Commands() =>
    [
        .. Table.Select(entry => new PackageCommand(
            entry.Phrase(Texts.English),
            Texts.English[entry.Area + ".Help"],
            entry.Phrase(Texts.French),
            Texts.French[entry.Area + ".Help"])),
    ];

    /// <summary>The routes of the bot.</summary>
    internal static WebApplication Map(WebApplication app)
    {
        app.Services.GetRequiredService<TeamsAdapter>().OnForeignTenant = app.Services.GetRequiredService<Bot>().OnForeignTenantAsync;
        app.MapBot("/api/messages");
        if (app.Services.GetRequiredService<PurchaseOptions>().Webhook)
            app.MapPost(
                PartnerEvents.Path, (HttpRequest request, PartnerEvents events, CancellationToken ct) => events.TakeAsync(request, ct));
        app.MapGet(
            ExportLinks.Path + "/{token}",
            (string token, HttpContext http, AuditDownload download, CancellationToken ct) => download.AnswerAsync(token, http, ct));
        app.MapGet("/healthz", () => Results.Text("alive"));
        app.MapGet("/readyz", (Readiness readiness, CancellationToken ct) => readiness.AnswerAsync(ct));
        return app;
    }
}
