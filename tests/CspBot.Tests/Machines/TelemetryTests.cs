using System.Collections.Concurrent;
using System.Text;
using CspBot.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CspBot.Tests.Machines;

/// <summary>
/// What a collector receives: one connected tree from the click to the cloud's call and the card's edit, and nobody's name in it.
/// </summary>
public sealed class TelemetryTests
{
    [RequiresFact("postgres")]
    public async Task A_click_and_what_it_causes_on_two_instances_are_one_tree_without_personal_data()
    {
        await using var collector = await Collector.StartAsync();
        await using var first = await BotProcess.PrepareAsync(new Dictionary<string, string?>
        {
            ["Store__ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        });
        await using var second = first.Another();
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        await first.Tomas.InstallAsync();
        await first.ControlAsync("faults", new { api = "arm", status = 429, retryAfter = 1, times = 1 });

        // Which instance runs a request is nobody's choice: a story or two until both had a part in one.
        for (var story = 0; story < 12 && collector.Trees.All(tree => tree.Instances < 2); story++)
        {
            var (asker, decider) = story % 2 == 0 ? (first, second) : (second, first);
            var form = await asker.Nora.SaysAsync("grant owner adatum");
            var choice = CardReader.Choices(form, "user")[0].Value;
            var subscription = CardReader.Choices(form, "subscription")[0].Value;
            var review = await asker.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
            {
                ["subscription"] = subscription,
                ["user"] = choice,
                ["duration"] = "permanent",
                ["reason"] = "Relocation of the shop",
            });
            var own = await asker.Nora.ClicksAsync(review, "grant-owner/submit");
            var request = Scenarios.RequestOf(own);
            var ask = await first.Teams.WaitForAsync("the approval card", message => message.Conversation == first.Tomas.Chat
                && message.Card.GetRawText().Contains(request, StringComparison.Ordinal)
                && CardReader.HasButton(message.Card, "requests/approve"));
            await decider.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            var done = await first.Teams.WaitForAsync("the grant is done", message => message.Conversation == first.Nora.Chat
                && message.Text.Contains(request, StringComparison.Ordinal)
                && message.Text.Contains("Done and verified", StringComparison.Ordinal));
            await decider.Nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
            await first.Teams.WaitForAsync("the grant is undone", message =>
                message.Id == done.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
            await Eventually.IsTrueAsync("the spans of the story have arrived", () => collector.Trees.Count(
                tree => tree.Spans.Any(span => span.Text.Contains("roleAssignments", StringComparison.Ordinal))) > story);
        }

        await second.StopGracefullyAsync();
        await first.StopGracefullyAsync();
        var whole = collector.Trees.Where(tree => tree.Spans.Any(span => span.Name == "request run")
            && tree.Spans.Any(span => span.Name == "outbox deliver")
            && tree.Spans.Any(span => span.Text.Contains("roleAssignments", StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(whole);
        Assert.Contains(whole, tree => tree.Instances > 1);
        Assert.All(whole, tree => Assert.True(tree.IsConnected, tree.ToString()));
        foreach (var name in new[] { "Nora", "Tomas", "Grace", "adatum.onmicrosoft.com", "fabrikam.example", "Relocation", "Adatum" })
            Assert.DoesNotContain(name, collector.AllText, StringComparison.OrdinalIgnoreCase);
        foreach (var metric in new[]
        {
            "cspbot.turns", "cspbot.requests", "cspbot.requests.open", "cspbot.outbox.due", "cspbot.upstream.throttled",
            "http.client.request.duration",
        })
            Assert.Contains(metric, collector.MetricText, StringComparison.Ordinal);
        foreach (var state in new[] { "pending-approval", "approved", "running", "succeeded" })
            Assert.Contains(state, collector.MetricText, StringComparison.Ordinal);
    }

    /// <summary>A local OTLP receiver that reads as much of the protocol as a tree needs (opentelemetry-proto, trace.proto).</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentQueue<Span> _spans = [];
        private readonly StringBuilder _text = new();
        private readonly StringBuilder _metrics = new();

        private Collector(WebApplication app) => _app = app;

        public string Address => _app.Urls.First();

        public string AllText
        {
            get
            {
                lock (_text)
                    return _text.ToString();
            }
        }

        public string MetricText
        {
            get
            {
                lock (_metrics)
                    return _metrics.ToString();
            }
        }

        public IReadOnlyList<Tree> Trees => [.. _spans.GroupBy(span => span.TraceId).Select(group => new Tree([.. group]))];

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            collector._app.MapPost("/v1/{kind}", async (string kind, HttpRequest request) =>
            {
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body);
                collector.Take(kind, body.ToArray());
            });
            await collector._app.StartAsync();
            return collector;
        }

        public async ValueTask DisposeAsync() => await _app.DisposeAsync();

        private void Take(string kind, byte[] body)
        {
            var text = Encoding.Latin1.GetString(body);
            lock (_text)
                _text.Append(text);
            if (kind == "metrics")
            {
                lock (_metrics)
                    _metrics.Append(text);
            }

            if (kind != "traces")
                return;
            foreach (var resource in Fields(body, 1))
            {
                var instance = Encoding.Latin1.GetString(Fields(resource, 1).First());
                foreach (var span in Fields(resource, 2).SelectMany(scope => Fields(scope, 2)))
                {
                    _spans.Enqueue(new Span(
                        Convert.ToHexString(Fields(span, 1).First()),
                        Convert.ToHexString(Fields(span, 2).First()),
                        Fields(span, 4).Select(Convert.ToHexString).FirstOrDefault() ?? "",
                        Encoding.UTF8.GetString(Fields(span, 5).First()),
                        instance,
                        Encoding.Latin1.GetString(span)));
                }
            }
        }

        /// <summary>The length-delimited fields with this number.</summary>
        private static IEnumerable<byte[]> Fields(byte[] message, int number)
        {
            for (var at = 0; at < message.Length;)
            {
                var tag = Varint(message, ref at);
                switch (tag & 7)
                {
                    case 0: Varint(message, ref at); break;
                    case 1: at += 8; break;
                    case 5: at += 4; break;
                    default:
                        var length = (int)Varint(message, ref at);
                        if (tag >> 3 == (ulong)number)
                            yield return message[at..(at + length)];
                        at += length;
                        break;
                }
            }
        }

        private static ulong Varint(byte[] message, ref int at)
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = message[at++];
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80)
                    return value;
            }
        }
    }

    private sealed record Span(string TraceId, string Id, string Parent, string Name, string Instance, string Text);

    private sealed record Tree(IReadOnlyList<Span> Spans)
    {
        public int Instances => Spans.Select(span => span.Instance).Distinct().Count();

        /// <summary>Every span but one hangs on another that is there.</summary>
        public bool IsConnected => Spans.Count(span => Spans.All(other => other.Id != span.Parent)) == 1;

        public override string ToString() => string.Join(
            "\n", Spans.Select(span => $"{span.Id} <- {span.Parent} {span.Name} {span.Instance.GetHashCode(StringComparison.Ordinal)}"));
    }
}
