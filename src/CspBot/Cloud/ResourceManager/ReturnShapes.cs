using System.Text.Json.Serialization;

namespace CspBot.Cloud.ResourceManager;

/// <summary>Body of return (RefundRequest of Microsoft.Capacity's specification 2022-11-01, sample Return.json).</summary>
internal sealed record ReturnBody(ReturnPropertiesBody Properties);

/// <summary>
/// What is returned under which quote. The sample's reason is a word in one piece, the specification has it as text without a list.
/// </summary>
internal sealed record ReturnPropertiesBody(
    string SessionId, string Scope, ReservationToReturn ReservationToReturn, string ReturnReason);

/// <summary>Body of exchange: the session of a calculation is all that it needs (sample Exchange.json).</summary>
internal sealed record ExchangeWorkBody(ExchangeWorkPropertiesBody Properties);

/// <summary>The session.</summary>
internal sealed record ExchangeWorkPropertiesBody(string SessionId);

/// <summary>How an exchange stands (ExchangeOperationResultResponse).</summary>
internal sealed class ExchangeWorkShape
{
    public string? Status { get; init; }

    public ExchangeWorkResultShape? Properties { get; init; }

    public PolicyErrorShape? Error { get; init; }
}

/// <summary>What was returned and bought, each with a status of its own.</summary>
internal sealed class ExchangeWorkResultShape
{
    public ExchangePolicyShape? PolicyResult { get; init; }

    public List<ExchangedShape?>? ReservationsToExchange { get; init; }

    public List<ExchangedShape?>? ReservationsToPurchase { get; init; }

    public List<ExchangedShape?>? SavingsPlansToPurchase { get; init; }
}

/// <summary>One of them: full ids, as far as there is something.</summary>
internal sealed class ExchangedShape
{
    public string? ReservationId { get; init; }

    public string? SavingsPlanId { get; init; }

    public string? Status { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ReturnBody))]
[JsonSerializable(typeof(ExchangeWorkBody))]
[JsonSerializable(typeof(ExchangeWorkShape))]
internal sealed partial class ReturnJson : JsonSerializerContext;
