using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using CspBot.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Bot.Builder;
using Microsoft.Bot.Schema;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CspBot.Benchmarks.SideBySide;

/// <summary>Hosts that do no more than answer: on the channel of a build, and on Kestrel alone.</summary>
internal static class ChannelHost
{
    /// <summary>Reads each activity and answers as the echo bots do, with no check, no pace and no SDK: what no bot gets below.</summary>
    public static async Task RunFloorAsync()
    {
        await using var app = Build();
        using var http = new HttpClient();
        app.MapPost("/api/messages", async (HttpContext context) =>
        {
            var activity = (await JsonSerializer.DeserializeAsync(
                context.Request.Body, ActivityJson.Default.IncomingActivity, context.RequestAborted))!;
            if (activity.Type == "invoke")
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(
                    """{"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":"ok"}""");
                return;
            }

            var reply = ActivityBody.Of(MessageFactory.Text("Echo: " + activity.Text));
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(reply, ActivityJson.Default.ActivityBody));
            content.Headers.ContentType = new("application/json");
            var path = $"v3/conversations/{Uri.EscapeDataString(activity.Conversation!.Id!)}/activities";
            using var answer = await http.PostAsync(new Uri(activity.ServiceUrl!, path), content, context.RequestAborted);
            await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        });
        await RunAsync(app);
    }

    /// <summary>An echo bot on the channel of the build in a folder.</summary>
    /// <param name="folder">Holds that build's CspBot.Teams.dll.</param>
    /// <param name="metadata">OpenID metadata; null for no token check, and a clock that races so that no pace holds anybody up.</param>
    public static async Task RunChannelAsync(string folder, string? metadata)
    {
        var teams = new OfBuild(folder).LoadFromAssemblyName(new AssemblyName("CspBot.Teams"));
        await using var app = Build(services =>
        {
            services.AddSingleton(metadata is null ? new RacingClock() : TimeProvider.System);
            services.AddSingleton<IBot, Echo>();
            Setup(teams, "AddTeams").Invoke(null, [services, Options(teams, metadata)]);
        });
        var map = Setup(teams, "MapBot");
        map.Invoke(
            null, map.GetParameters().Length == 2 ? [app, "/api/messages"] : [app, "/api/messages", BeforeTheSdk.Handler(teams), null]);
        await RunAsync(app);
    }

    private static MethodInfo Setup(Assembly teams, string name) =>
        teams.GetType("CspBot.Teams.TeamsSetup", throwOnError: true)!.GetMethod(name)!;

    private static object Options(Assembly teams, string? metadata)
    {
        var options = Activator.CreateInstance(teams.GetType("CspBot.Teams.TeamsOptions", throwOnError: true)!)!;
        Set("AppId", PretendTeams.App);
        Set("TenantId", PretendTeams.Tenant);
        Set("Authentication", metadata is null ? "None" : "Required");
        if (metadata is not null)
            Set("OpenIdMetadata", metadata);
        return options;

        void Set(string name, string value) => options.GetType().GetProperty(name)!.SetValue(options, value);
    }

    private static WebApplication Build(Action<IServiceCollection>? add = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        add?.Invoke(builder.Services);
        return builder.Build();
    }

    private static async Task RunAsync(WebApplication app)
    {
        app.MapGet("/healthz", () => "");
        await app.RunAsync();
    }

    /// <summary>Only the channel and its cards are the build's own; what they lean on is the same for every build.</summary>
    private sealed class OfBuild(string folder) : AssemblyLoadContext("build")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var file = Path.Combine(folder, assemblyName.Name + ".dll");
            return assemblyName.Name is "CspBot.Teams" or "AdaptiveCards" && File.Exists(file) ? LoadFromAssemblyPath(file) : null;
        }
    }

    /// <summary>Its seconds are a thousandth: Teams' limits, which a load breaks at once, are past before they bind.</summary>
    private sealed class RacingClock : TimeProvider
    {
        private readonly DateTimeOffset _start = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => _start + ((System.GetUtcNow() - _start) * 1000);
    }

    private sealed class Echo : ActivityHandler
    {
        protected override Task OnMessageActivityAsync(ITurnContext<IMessageActivity> turnContext, CancellationToken cancellationToken) =>
            turnContext.SendActivityAsync(MessageFactory.Text("Echo: " + turnContext.Activity.Text), cancellationToken);

        protected override Task<InvokeResponse> OnInvokeActivityAsync(
            ITurnContext<IInvokeActivity> turnContext, CancellationToken cancellationToken) =>
            Task.FromResult(CreateInvokeResponse(new AdaptiveCardInvokeResponse
            {
                StatusCode = 200,
                Type = "application/vnd.microsoft.activity.message",
                Value = "ok",
            }));
    }
}
