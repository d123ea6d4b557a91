using System.Text.Json;
using AdaptiveCards;
using BenchmarkDotNet.Attributes;
using CspBot.Resources;

namespace CspBot.Benchmarks;

/// <summary>A form's card as JSON: the source-generated serializer against the reflecting one.</summary>
[MemoryDiagnoser]
[BenchmarkCategory("a card written")]
public class CardBenchmarks
{
    private static readonly JsonSerializerOptions Reflecting = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault,
    };

    private readonly AdaptiveCard _card = Look.Card(
        Texts.French,
        "Accorder propriétaire",
        [
            .. Enumerable.Range(0, 8).Select(i => Look.Line(Mark.Done, $"Ligne {i}")),
            new AdaptiveChoiceSetInput
            {
                Id = "user",
                Label = "Utilisateur",
                Choices = [.. Enumerable.Range(0, 25).Select(i => new AdaptiveChoice { Title = $"Personne {i}", Value = $"{i}" })],
                Wrap = true,
                Style = AdaptiveChoiceInputStyle.Filtered,
                DataQuery = new AdaptiveDataQuery { Dataset = "users" },
            },
        ],
        [Look.Submit("Vérifier", "grant-owner/details", Look.Data("F-1"))]);

    [Benchmark(Baseline = true)]
    public string Reflected() => JsonSerializer.Serialize(_card, Reflecting);

    [Benchmark]
    public string SourceGenerated() => _card.ToJson();
}
