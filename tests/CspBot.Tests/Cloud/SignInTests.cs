using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CspBot.Cache;
using CspBot.Cloud;
using CspBot.Cloud.SignIn;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>Signing in by certificate, and what is said when the sign-in service itself is unwell.</summary>
public sealed class SignInTests : IDisposable
{
    private readonly string _folder = TempFolder.Create("sign-in");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_certificate_serves_both_for_the_app_and_for_redeeming_the_refresh_token()
    {
        await using var host = await SandboxHost.StartAsync(
            new SandboxOptions { Port = 0, Folder = _folder }, TimeProvider.System, default);
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest(
            "CN=cspbot", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        var file = Path.Combine(_folder, "app.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        using var client = new HttpClient();
        using var body = new StringContent(
            JsonSerializer.Serialize(new { pem = certificate.ExportCertificatePem() }), System.Text.Encoding.UTF8, "application/json");
        using var added = await client.PostAsync(new Uri(host.Control, "/control/certificates"), body);
        Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync());

        var settings = host.BotEnvironment.ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => (string?)s.Value);
        settings["Partner:ClientSecret"] = null;
        settings["Partner:CertificatePath"] = file;
        var options = CloudOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Assert.Empty(options.Validate());
        await using var services = new ServiceCollection()
            .AddCache(new StoreOptions(), null, null)
            .AddCloud(options)
            .BuildServiceProvider();
        await services.GetRequiredService<CloudTokens>().CheckAsync(default);
        Assert.All(host.Calls.All(), c => Assert.Contains("client_assertion=", c.Body, StringComparison.Ordinal));
        Assert.Equal(2, host.Calls.All().Count);
    }

    [Theory]
    [InlineData(503, "ServiceFault")]
    [InlineData(429, "Throttled")]
    public async Task A_sign_in_service_that_is_unwell_is_told_within_a_turn(int status, string reason)
    {
        await using var cloud = new ScriptedCloud();
        cloud.SignIn = (_, _) => Task.FromResult(Json("""{"error":"temporarily_unavailable"}""", status, ("Retry-After", "30")));
        var fault = await InTime.Async(
            TimeSpan.FromSeconds(3), () =>
                Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetMembershipsAsync(ContosoId, [AdminAgents], default)));
        Assert.Equal((reason, "login"), (fault.Reason.ToString(), fault.Api));
    }

    [Fact]
    public async Task A_sign_in_service_that_does_not_answer_is_TimedOut()
    {
        await using var cloud = new ScriptedCloud(networkTimeout: TimeSpan.FromMilliseconds(100));
        cloud.SignIn = async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return Json("{}");
        };
        Assert.Equal(
            CloudReason.TimedOut,
            (await Assert.ThrowsAsync<CloudFault>(
                () => cloud.Azure.GetSubscriptionAsync(ContosoId, ScriptedCloud.Subscription, default))).Reason);
        var asApp = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetMembershipsAsync(ContosoId, [AdminAgents], default));
        Assert.Equal((CloudReason.TimedOut, "login"), (asApp.Reason, asApp.Api));
    }

    [Fact]
    public async Task The_callers_deadline_ends_the_wait_for_a_token_too()
    {
        await using var cloud = new ScriptedCloud();
        cloud.SignIn = async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return Json("{}");
        };
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => cloud.Azure.GetSubscriptionAsync(ContosoId, ScriptedCloud.Subscription, deadline.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => cloud.Azure.GetMembershipsAsync(ContosoId, [AdminAgents], deadline.Token));
    }
}
