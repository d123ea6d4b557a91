using System.Diagnostics;
using CspBot.Messages;
using CspBot.Requests;
using CspBot.Store;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CspBot;

/// <summary>Traces, metrics and logs by the standard OTLP variable; without it nothing is collected.</summary>
internal static class Telemetry
{
    public const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[Variable]))
            return;

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("cspbot"))
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(
                    requests => requests.Filter = context => context.Request.Path.Value is not ("/healthz" or "/readyz"))
                .AddHttpClientInstrumentation()
                .AddSource("Npgsql", Store.Trace.Name)
                .AddProcessor(new NoPersonalData())
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Npgsql", Store.Trace.Name, Cache.CacheUses.MeterName)
                .AddOtlpExporter())
            .WithLogging(logs => logs.AddOtlpExporter(), logs => logs.IncludeFormattedMessage = true);
    }

    /// <summary>
    /// Keeps names and addresses of people out of URLs, of which the library takes out the query only: ids
    /// are all that is needed to follow a trace.
    /// </summary>
    private sealed class NoPersonalData : BaseProcessor<Activity>
    {
        private const string Files = Requests.Audits.ExportLinks.Path + "/";

        public override void OnEnd(Activity data)
        {
            // The address of a file of the audit is what gives the file.
            if (data.GetTagItem("url.path") is string path && path.StartsWith(Files, StringComparison.Ordinal))
                data.SetTag("url.path", Files + "{token}");
            if (data.GetTagItem("url.full") is string full && Uri.TryCreate(full, UriKind.Absolute, out var url))
                data.SetTag(
                    "url.full", url.GetLeftPart(UriPartial.Authority) + string.Join('/', url.AbsolutePath.Split('/').Select(Plain)));
        }

        // A user principal name in a path, or an OData expression, may name a person.
        private static string Plain(string segment) =>
            segment.Contains('@', StringComparison.Ordinal)
            || segment.Contains("%40", StringComparison.Ordinal)
            || segment.Contains('(', StringComparison.Ordinal)
                ? "{person}"
                : segment;
    }

    /// <summary>
    /// Measures what waits in the store, while somebody collects it. Every instance sees the same, so these are not to be added up.
    /// </summary>
    internal sealed class Depths(Database database, RequestStore requests, Loops loops, TimeProvider time) : BackgroundService
    {
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
        private static readonly RequestState[] Open = [.. Enum.GetValues<RequestState>().Where(state => !state.IsOver())];

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Store.Trace.OpenRequests.Enabled
            ? loops.RunAsync("depths", MeasureAsync, stoppingToken)
            : Task.CompletedTask;

        private async Task<TimeSpan> MeasureAsync(CancellationToken ct)
        {
            var counts = (await database.ReadAsync(requests.CountOpenAsync, ct)).ToDictionary(count => count.State, count => count.Count);
            foreach (var state in Open.Select(state => state.Name()))
                Store.Trace.OpenRequests.Record(counts.GetValueOrDefault(state), new KeyValuePair<string, object?>("state", state));
            Store.Trace.OutboxDepth.Record(await database.ReadAsync(session => Outbox.CountDueAsync(session, time.GetUtcNow()), ct));
            var kept = await database.ReadAsync(Outbox.CountUndeliveredAsync, ct);
            foreach (var state in new[] { "parked", "refused", "unknown" })
                Store.Trace.OutboxKept.Record(kept.GetValueOrDefault(state), new KeyValuePair<string, object?>("state", state));
            return Every;
        }
    }
}
