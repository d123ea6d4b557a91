using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CspBot.Resources;
using CspBot.Teams.Cards;

namespace CspBot.Benchmarks;

/// <summary>A form's card as JSON: the source-generated serializer against the reflecting one.</summary>
[MemoryDiagnoser]
[BenchmarkCategory("a card written")]
public class CardBenchmarks
{
    private static readonly JsonSerializerOptions Reflecting = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private readonly AdaptiveCard _card = Look.Card(
        Texts.French,
        "Accorder propriétaire",
        [
            .. Enumerable.Range(0, 8).Select(i => Look.Line(Mark.Done, $"Ligne {i}")),
            new InputChoiceSet("user", "Utilisateur", [.. Enumerable.Range(0, 25).Select(i => new Choice($"Personne {i}", $"{i}"))]) { Style = "filtered", Search = new DataQuery("users") },
        ],
        [Look.Submit("Vérifier", "grant-owner/details", Look.Data("F-1"))]);

    [Benchmark(Baseline = true)]
    public JsonElement Reflected() => JsonSerializer.SerializeToElement(_card, Reflecting);

    [Benchmark]
    public JsonElement SourceGenerated() => _card.ToJson();
}
