using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Sandbox;

/// <summary>
/// The routes under <c>/control</c>, by which people and tests look at the world and play the others in it (DESIGN 3.7).
/// A body with a field that is not known is refused, so that a misspelt one is not a silent nothing.
/// </summary>
internal sealed class ControlApi(SandboxHost host, IReadOnlyList<string> apis)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public Answer Handle(HttpRequest request, string body)
    {
        string route = $"{request.Method} {request.Path.Value?.TrimEnd('/').ToLowerInvariant()}";
        try
        {
            return route switch
            {
                "GET /control/health" => Answer.Ok(new { status = "ready" }),
                "GET /control/calls" => Calls(request.Query),
                "DELETE /control/calls" => Done(host.Calls.Clear),
                "POST /control/reset" => Done(host.Reset),
                "GET /control/faults" => Answer.Ok(host.Faults.All()),
                "POST /control/faults" => AddFault(Read<FaultBody>(body)),
                "DELETE /control/faults" => Done(host.Faults.Clear),
                _ => InWorld(route, request, body),
            };
        }
        catch (JsonException exception)
        {
            return Refused($"The body is not what this route takes: {exception.Message}");
        }
        catch (ControlException exception)
        {
            return Refused(exception.Message);
        }
    }

    private Answer InWorld(string route, HttpRequest request, string body)
    {
        World world = host.World;
        lock (world.Gate)
        {
            object? result = route switch
            {
                // Written while nobody changes it: the lists in there are read lazily.
                "GET /control/world" => JsonSerializer.SerializeToUtf8Bytes(
                    WorldJson.Of(world, Null(request.Query["customer"]), request.Query["all"] == "true"), Strict),
                "GET /control/knobs" => world.Knobs,
                "POST /control/knobs" => ControlActions.SetKnobs(world, body, Strict),
                "POST /control/roles" => ControlActions.SetRoles(world, Read<ControlActions.RolesBody>(body)),
                "POST /control/purchases" => PurchaseAction.Run(world, Read<PurchaseAction.Body>(body)),
                "POST /control/stack" => StackAction.Run(world, Read<StackAction.Body>(body)),
                "POST /control/policies" => ControlActions.SetPolicy(world, Read<ControlActions.PolicyBody>(body)),
                "POST /control/assignments" => ControlActions.ChangeAssignment(world, Read<ControlActions.AssignmentBody>(body)),
                "POST /control/subscriptions" => ControlActions.ChangeSubscription(world, Read<ControlActions.SubscriptionBody>(body)),
                "POST /control/customers" => ControlActions.ChangeCustomer(world, Read<ControlActions.CustomerBody>(body)),
                "POST /control/relations" => RelationAction.Run(world, Read<RelationAction.Body>(body)),
                "POST /control/users" => ControlActions.ChangeUser(world, Read<ControlActions.UserBody>(body)),
                "POST /control/sign-ins" => ControlActions.SignIn(world, host.Tokens, Read<ControlActions.SignInBody>(body)),
                "POST /control/tokens" => ControlActions.RevokeTokens(world),
                "POST /control/certificates" => ControlActions.AddCertificate(world, Read<ControlActions.CertificateBody>(body)),
                _ => null,
            };
            return result switch
            {
                null => new Answer(404, new { error = $"There is no route {request.Method} {request.Path.Value}." }),
                byte[] json => Answer.Ok(json),
                _ => Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(result, Strict)),
            };
        }
    }

    private Answer Calls(IQueryCollection query)
    {
        long after = long.TryParse(query["after"], CultureInfo.InvariantCulture, out long number) ? number : 0;
        string? api = Null(query["api"]);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            host.Calls.All().Where(call => call.Number > after && (api is null || Ids.Same(call.Api, api))), Strict));
    }

    private Answer AddFault(FaultBody body)
    {
        string api = ApiName(body.Api);
        if (api != "*" && !apis.Contains(api, StringComparer.OrdinalIgnoreCase))
            throw new ControlException($"There is no api '{body.Api}'; there are {string.Join(", ", apis)} and *.");
        Fault fault = new()
        {
            Api = api,
            Method = body.Method,
            Path = body.Path,
            Status = body.Status,
            Code = body.Code is { } code ? code.ToString() : null,
            Body = body.Body,
            ContentType = body.ContentType,
            Headers = body.Headers ?? [],
            AddNull = body.AddNull ?? false,
            RetryAfter = body.RetryAfter is { } seconds ? seconds.ToString() : null,
            DelayMs = body.DelayMs ?? 0,
            Times = body.Times ?? 0,
            AfterWrite = body.AfterWrite ?? false,
            DropConnection = body.DropConnection ?? false,
            Truncate = body.Truncate ?? false,
        };
        if (!fault.Answers && fault.DelayMs == 0 && !fault.Truncate && !fault.AddNull)
            throw new ControlException("A fault needs one of status, delayMs, dropConnection, truncate or addNull.");
        if (fault.Status is < 100 or > 599)
            throw new ControlException("The status must be an HTTP status.");
        host.Faults.Add(fault);
        return Answer.Ok(new { status = "added" });
    }

    /// <summary>The services have more names than one; what people call them is understood.</summary>
    private static string ApiName(string name) =>
        string.Concat(name.Where(letter => char.IsLetter(letter) || letter == '*')).ToLowerInvariant() switch
        {
            "signin" or "token" or "tokens" or "entra" or "sts" => "login",
            "partner" or "pc" => "partnercenter",
            "resourcemanager" or "azure" or "management" => "arm",
            "azurestackadmin" or "adminresourcemanager" => "stackadmin",
            "azurestack" or "azurestacktenant" or "tenantresourcemanager" => "stacktenant",
            string known => known,
        };

    private static T Read<T>(string body) =>
        JsonSerializer.Deserialize<T>(string.IsNullOrWhiteSpace(body) ? "{}" : body, Strict)
        ?? throw new ControlException("The body must be a JSON object.");

    private static string? Null(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static Answer Done(Action action)
    {
        action();
        return Answer.Ok(new { status = "done" });
    }

    private static Answer Refused(string sentence) => new(400, new { error = sentence });

    private sealed record FaultBody
    {
        public required string Api { get; init; }

        public string? Method { get; init; }

        public string? Path { get; init; }

        public int? Status { get; init; }

        public JsonElement? Code { get; init; }

        public string? Body { get; init; }

        public string? ContentType { get; init; }

        public Dictionary<string, string>? Headers { get; init; }

        public bool? AddNull { get; init; }

        public JsonElement? RetryAfter { get; init; }

        public int? DelayMs { get; init; }

        public int? Times { get; init; }

        public bool? AfterWrite { get; init; }

        public bool? DropConnection { get; init; }

        public bool? Truncate { get; init; }
    }
}

/// <summary>A control body that cannot be carried out; the message is the answer.</summary>
internal sealed class ControlException(string message) : Exception(message);
