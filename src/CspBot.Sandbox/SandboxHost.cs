using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CspBot.Sandbox;

/// <summary>The whole pretend cloud in one process: one web server with a port per service, all on loopback.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private const int Services = 6;
    private const int Attempts = 50;

    private readonly SandboxOptions options;
    private readonly TimeProvider time;
    private readonly SandboxCertificates certificates;
    private readonly Tokens tokens = new();
    private readonly Api[] apis;
    private readonly ControlApi control;
    private WebApplication? server;
    private int port;

    private SandboxHost(SandboxOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        certificates = new SandboxCertificates(time.GetUtcNow());
        World = new World(time, options.Customers);
        apis =
        [
            new TokenApi(tokens),
            new PartnerCenterApi(tokens),
            new ArmApi(tokens),
            new GraphApi(tokens),
            new StackApi(tokens, admin: true),
            new StackApi(tokens, admin: false),
        ];
        control = new ControlApi(this, [.. apis.Select(api => api.Name)]);
    }

    public Uri Control => new($"http://127.0.0.1:{port}");

    public Uri Login => Service(1);

    public Uri PartnerCenter => Service(2);

    public Uri ResourceManager => Service(3);

    public Uri Graph => Service(4);

    public Uri StackAdmin => Service(5);

    public Uri StackTenant => Service(6);

    /// <summary>PEM file of the authority that signed the services' certificate.</summary>
    public string CaFile => Path.Combine(Folder, "ca.pem");

    public string RefreshTokenFile => Path.Combine(Folder, "refresh-token.txt");

    public string Folder => Path.GetFullPath(options.Folder);

    /// <summary>The settings with which a bot works against this sandbox.</summary>
    public IReadOnlyDictionary<string, string> BotEnvironment => Sandbox.BotEnvironment.For(this, options);

    /// <summary>What exists now; for the sandbox's own tests. Hold its gate.</summary>
    internal World World { get; private set; }

    /// <summary>What the sign-in signs with; for tests that make tokens which it would not.</summary>
    internal Tokens Tokens => tokens;

    internal Calls Calls { get; } = new();

    internal Faults Faults { get; } = new();

    /// <summary>What went wrong in the sandbox itself; a test in which anything did has failed.</summary>
    internal ConcurrentQueue<string> OwnFaults { get; } = new();

    public static async Task<SandboxHost> StartAsync(SandboxOptions options, TimeProvider time, CancellationToken ct)
    {
        SandboxHost host = new(options, time);
        try
        {
            await host.WriteFilesAsync(ct);
            await host.ListenAsync(ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        tokens.Dispose();
        certificates.Dispose();
    }

    /// <summary>The seeded world again: nothing ordered, recorded or set survives, but tokens stay good.</summary>
    internal void Reset()
    {
        Faults.Clear();
        World = new World(time, options.Customers);
        Calls.Clear();
    }

    private Uri Service(int offset) => new($"https://localhost:{(port + offset).ToString(CultureInfo.InvariantCulture)}");

    private async Task WriteFilesAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(CaFile, certificates.Authority.ExportCertificatePem(), ct);
        string kept = File.Exists(RefreshTokenFile) ? (await File.ReadAllTextAsync(RefreshTokenFile, ct)).Trim() : "";
        bool stillGood = Tokens.ReadRefreshToken(kept, time.GetUtcNow()) is { } read
            && read.Issued + Tokens.RefreshTokenLife > time.GetUtcNow();
        if (!stillGood)
            await File.WriteAllTextAsync(RefreshTokenFile, Tokens.SeededRefreshToken, ct);
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        for (int attempt = 1; ; attempt++)
        {
            // Below the range from which systems take the local ports of outgoing connections.
            port = options.Port != 0 ? options.Port : RandomNumberGenerator.GetInt32(10_000, 32_000);
            server = Build();
            try
            {
                await server.StartAsync(ct);
                return;
            }
            catch (IOException) when (options.Port == 0 && attempt < Attempts)
            {
                await server.DisposeAsync(); // somebody has one of these ports: take another block
            }
        }
    }

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // A bot that a busy machine lets wait for its turn reads slowly; that is no reason to cut its connection.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.ListenLocalhost(port);
            for (int i = 1; i <= Services; i++)
            {
                kestrel.ListenLocalhost(port + i, listen =>
                {
                    // With HTTP/2 an abort would end one stream, not cut the connection.
                    listen.Protocols = HttpProtocols.Http1;
                    listen.UseHttps(certificates.Server);
                });
            }
        });
        WebApplication app = builder.Build();
        app.Run(ServeAsync);
        return app;
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
        {
            context.Abort();
            return;
        }

        int service = context.Connection.LocalPort - port;
        using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        if (service == 0)
            await WriteAsync(context, control.Handle(context.Request, body), truncate: false);
        else
            await ServeAsync(context, apis[service - 1], body);
    }

    private async Task ServeAsync(HttpContext context, Api api, string body)
    {
        HttpRequest request = context.Request;
        Call call = new()
        {
            World = World,
            Api = api.Name,
            Method = request.Method,
            Path = request.Path.Value ?? "/",
            RawQuery = request.QueryString.Value?.TrimStart('?') ?? "",
            Query = request.Query,
            Headers = request.Headers,
            Body = body,
            Time = time.GetUtcNow(),
            BaseUrl = $"https://{request.Host}",
        };
        Fault? fault = Faults.Take(api.Name, call.Method, call.Path, Uri.UnescapeDataString(call.RawQuery));
        if (fault is { DelayMs: > 0 } && !await DelayedAsync(fault, context.RequestAborted))
        {
            // The caller lost patience: it was a call all the same, and nothing was done.
            Calls.Add(number => Recorded(number, call, 0, fault: true, dropped: false));
            return;
        }

        Answer? answer = null;
        if (fault is not { Answers: true, AfterWrite: false })
            answer = Handled(api, call);

        if (fault is { Status: int status, DropConnection: false })
            answer = Said(fault, status) ?? api.Error(call, status, fault.Code, fault.RetryAfter);
        foreach ((string name, string value) in fault?.Headers ?? new Dictionary<string, string>())
            answer = answer?.WithHeader(name, value);
        if (fault is { AddNull: true } && answer is { IsSuccess: true })
            answer = WithNull(answer);
        bool drop = fault is { DropConnection: true };
        Calls.Add(number => Recorded(number, call, answer?.Status ?? 0, fault is not null, drop));
        if (drop || answer is null)
            context.Abort();
        else
            await WriteAsync(context, answer, fault is { Truncate: true });
    }

    /// <summary>A fault of the sandbox's own is told loudly: in its console, in the answer, and in its log of calls.</summary>
    private Answer Handled(Api api, Call call)
    {
        try
        {
            lock (call.World.Gate)
            {
                Answer answer = api.Handle(call);
                return call.Refused is { } refused
                    ? api.Error(call, 400, refused.Code, null)
                    : answer with { Body = answer.ToBytes(), ByteOrderMark = false };
            }
        }
        catch (Exception e)
        {
            OwnFaults.Enqueue($"{call.Method} {call.Path}: {e}");
            Console.Error.WriteLine($"The sandbox failed at {call.Method} {call.Path}: {e}");
            return api.Error(call, 500, "Sandbox" + e.GetType().Name, null);
        }
    }

    /// <summary>False when the caller has gone before the time was over.</summary>
    private static Answer? Said(Fault fault, int status)
    {
        if (fault.Body is null)
            return null;
        Answer answer = new(status, System.Text.Encoding.UTF8.GetBytes(fault.Body))
        {
            ContentType = fault.ContentType ?? "application/json; charset=utf-8",
        };
        return fault.RetryAfter is null ? answer : answer.WithHeader("Retry-After", fault.RetryAfter);
    }

    private static Answer WithNull(Answer answer)
    {
        System.Text.Json.Nodes.JsonNode? body = System.Text.Json.Nodes.JsonNode.Parse(answer.ToBytes().AsSpan().TrimStart("\uFEFF"u8));
        (body?["value"] ?? body?["items"])?.AsArray().Insert(0, null);
        return answer with { Body = System.Text.Encoding.UTF8.GetBytes(body?.ToJsonString() ?? "null"), ByteOrderMark = false };
    }

    private async Task<bool> DelayedAsync(Fault fault, CancellationToken gone)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), time, gone);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static RecordedCall Recorded(long number, Call call, int status, bool fault, bool dropped) => new(
        number,
        call.Api,
        call.Method,
        call.Path,
        Uri.UnescapeDataString(call.RawQuery.Replace('+', ' ')),
        status,
        call.Header("MS-RequestId") ?? call.Header("x-ms-client-request-id") ?? call.Header("client-request-id"),
        Calls.Redact(call.Body),
        call.Time)
    {
        Route = call.Route,
        Tenant = call.Token?.Tenant,
        TokenKind = call.Token is null ? null : call.Token.IsUser ? "user" : "app",
        Fault = fault,
        Dropped = dropped,
    };

    private static async Task WriteAsync(HttpContext context, Answer answer, bool truncate)
    {
        HttpResponse response = context.Response;
        byte[] body = answer.ToBytes();
        response.StatusCode = answer.Status;
        foreach ((string name, string value) in answer.Headers)
            response.Headers[name] = value;
        if (answer.Status is 204 or 304)
            return;
        response.ContentLength = body.Length;
        if (body.Length == 0)
            return;
        response.ContentType = answer.ContentType;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await response.Body.WriteAsync(truncate ? body.AsMemory(0, body.Length / 2) : body, context.RequestAborted);
        if (truncate)
            context.Abort();
    }
}
