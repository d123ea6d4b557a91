using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BenchmarkDotNet.Attributes;
using CspBot.Teams;

namespace CspBot.Benchmarks;

/// <summary>A click as Teams posts it, read: by source-generated code and by reflection.</summary>
[MemoryDiagnoser]
[BenchmarkCategory("an activity read")]
public class ActivityBenchmarks
{
    private static readonly JsonSerializerOptions Reflecting = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly byte[] _click = Encoding.UTF8.GetBytes(
        """
        {"type":"invoke","name":"adaptiveCard/action","id":"f:3a1b0c9d-1111-4222-8333-944455566677",
        "timestamp":"2026-11-21T09:00:00.123Z","localTimestamp":"2026-11-21T10:00:00.123+01:00",
        "localTimezone":"Europe/Paris","channelId":"msteams","serviceUrl":"https://smba.trafficmanager.net/emea/","locale":"fr-FR",
        "from":{"id":"29:1abc","name":"Pierre Martin","aadObjectId":"00000000-0000-4000-8000-000000000023"},
        "recipient":{"id":"28:6f1f3f0e-8c1b-4a52-9d0c-2b6c7a3f1d55","name":"CspBot"},
        "conversation":{"conversationType":"personal","tenantId":"00000000-0000-4000-8000-000000000001","id":"a:1xyz"},
        "channelData":{"tenant":{"id":"00000000-0000-4000-8000-000000000001"},"source":{"name":"message"}},
        "entities":[{"locale":"fr-FR","country":"FR","platform":"Windows","timezone":"Europe/Paris","type":"clientInfo"}],
        "replyToId":"1780000000123",
        "value":{"action":{"type":"Action.Execute","id":"review","title":"Vérifier","verb":"grant-owner/details","data":{"form":"F-123",
        "customer":"11111111-1111-4111-8111-111111111111","subscription":"22222222-2222-4222-8222-222222222222",
        "user":"33333333-3333-4333-8333-333333333333","duration":"8h","reason":"Migration du week-end, prévue de longue date",
        "ticket":"INC-42"}},"trigger":"manual"}}
        """);

    [Benchmark(Baseline = true)]
    public object? Reflected() => JsonSerializer.Deserialize<IncomingActivity>(_click, Reflecting);

    [Benchmark]
    public object? SourceGenerated() => JsonSerializer.Deserialize(_click, ActivityJson.Default.IncomingActivity);

    [Benchmark]
    public object? AsTheSdksActivity() => ActivityReader.Read(_click);
}
