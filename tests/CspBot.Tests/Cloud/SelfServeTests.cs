using CspBot.Cloud;
using CspBot.Sandbox;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>Turning a customer's purchase permission on and off, also while somebody else does.</summary>
public sealed class SelfServeTests(SandboxedCloud cloud) : IClassFixture<SandboxedCloud>
{
    private const string Policies = "/v1/SelfServePolicy";
    private static readonly string Adatum = Ids.Customer(1);
    private static readonly ReservationPermissionChange ReservationsOn = new(true, null);
    private static readonly ReservationPermissionChange ReservationsOff = new(false, null);
    private static readonly ReservationPermissionChange SavingsOn = new(null, true);
    private static readonly ReservationPermissionChange SavingsOff = new(null, false);

    [Fact]
    public async Task On_and_off_never_touch_the_other_permission_and_the_last_off_deletes()
    {
        var azure = await cloud.FreshAsync();
        Assert.Equal(ReservationPermissions.None, await azure.GetReservationPermissionsAsync(Adatum, default));

        var on = await SetAsync(azure, ReservationsOn);
        Assert.Equal((ReservationPermissions.None, new ReservationPermissions(true, false), true), (on.Before, on.After, on.Changed));
        Assert.NotNull(on.Receipt.CorrelationId);
        Assert.Equal(new ReservationPermissions(true, true), (await SetAsync(azure, SavingsOn)).After);
        Assert.Equal(new ReservationPermissions(false, true), (await SetAsync(azure, ReservationsOff)).After);
        Assert.Equal(ReservationPermissions.None, (await SetAsync(azure, SavingsOff)).After);

        Assert.Equal(["POST", "PUT", "PUT", "DELETE"], Writes().Select(w => w.Method));
        Assert.All(Writes(), w => Assert.Equal("user", w.TokenKind));
    }

    [Fact]
    public async Task What_is_so_already_is_not_written()
    {
        var azure = await cloud.FreshAsync();
        await SetAsync(azure, ReservationsOn);
        var again = await SetAsync(azure, ReservationsOn);
        Assert.False(again.Changed);
        Assert.Single(Writes());
        Assert.False((await SetAsync(azure, SavingsOff)).Changed);
    }

    [Theory]
    [InlineData(null, "POST", """{"customer":"{0}","reservedInstances":false,"savingsPlan":true}""")]
    [InlineData("""{"customer":"{0}","savingsPlan":true}""", "PUT", """{"customer":"{0}","savingsPlan":false}""")]
    public async Task A_policy_that_appears_or_vanishes_in_between_ends_in_the_wanted_state_with_one_write_that_counts(
        string? before, string method, string meanwhile)
    {
        var azure = await cloud.FreshAsync();
        if (before is not null)
            await cloud.ControlAsync("policies", before.Replace("{0}", Adatum, StringComparison.Ordinal));
        cloud.Meanwhile = (r => r.Method.Method == method && r.RequestUri!.AbsolutePath.StartsWith(Policies, StringComparison.Ordinal),
            () => cloud.ControlAsync("policies", meanwhile.Replace("{0}", Adatum, StringComparison.Ordinal)));
        var result = await SetAsync(azure, ReservationsOn);
        Assert.True(result.After.ReservedInstances);
        Assert.Equal(before is null, result.After.SavingsPlan);
        Assert.Single(Writes(), w => w.Status < 300);
    }

    [Fact]
    public async Task A_changed_etag_in_between_is_read_again_and_the_others_change_stays()
    {
        var azure = await cloud.FreshAsync();
        await cloud.ControlAsync("policies", $$"""{"customer":"{{Adatum}}","reservedInstances":true,"savingsPlan":true}""");
        cloud.Meanwhile = (r => r.Method == HttpMethod.Put, () =>
            cloud.ControlAsync("policies", $$"""{"customer":"{{Adatum}}","reservedInstances":true,"savingsPlan":false}"""));
        var result = await SetAsync(azure, ReservationsOff);
        Assert.Equal(ReservationPermissions.None, result.After);
        Assert.Equal(["PUT", "DELETE"], Writes().Select(w => w.Method));
    }

    [Fact]
    public async Task Turning_off_what_somebody_just_deleted_is_done()
    {
        var azure = await cloud.FreshAsync();
        await cloud.ControlAsync("policies", $$"""{"customer":"{{Adatum}}","reservedInstances":true}""");
        cloud.Meanwhile = (r => r.Method == HttpMethod.Delete, () =>
            cloud.ControlAsync("policies", $$"""{"customer":"{{Adatum}}","reservedInstances":false}"""));
        Assert.Equal(ReservationPermissions.None, (await SetAsync(azure, ReservationsOff)).After);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_connection_cut_after_the_write_makes_no_second_write(string method)
    {
        var azure = await cloud.FreshAsync();
        if (method != "POST")
            await cloud.ControlAsync(
                "policies",
                $$"""{"customer":"{{Adatum}}","reservedInstances":true,"savingsPlan":{{(method == "PUT" ? "true" : "false")}}}""");
        cloud.Host.Faults.Add(
            new Fault { Api = "partnercenter", Method = method, Path = Policies, DropConnection = true, AfterWrite = true, Times = 1 });
        var result = await SetAsync(azure, method == "POST" ? ReservationsOn : ReservationsOff);
        Assert.True(result.Changed);
        Assert.Equal(method == "POST", result.After.ReservedInstances);
        Assert.Single(Writes());
    }

    [Fact]
    public async Task A_connection_cut_before_the_write_is_the_callers_to_try_later()
    {
        var azure = await cloud.FreshAsync();
        cloud.Host.Faults.Add(new Fault { Api = "partnercenter", Method = "POST", Path = Policies, DropConnection = true, Times = 1 });
        var fault = await Assert.ThrowsAsync<CloudFault>(() => SetAsync(azure, ReservationsOn));
        Assert.True(fault.IsUnknown);
        Assert.Single(Writes());
        Assert.True((await SetAsync(azure, ReservationsOn)).After.ReservedInstances);
    }

    [Fact]
    public async Task A_missing_role_is_said()
    {
        var azure = await cloud.FreshAsync();
        await cloud.ControlAsync("roles", """{"user":"svc-cspbot@fabrikam.example","roles":["SalesAgents"]}""");
        Assert.Equal(CloudReason.PartnerRoleMissing, (await Assert.ThrowsAsync<CloudFault>(() => SetAsync(azure, ReservationsOn))).Reason);
    }

    [Fact]
    public async Task A_token_without_the_second_factor_is_said()
    {
        var azure = await cloud.FreshAsync();
        await cloud.ControlAsync("knobs", """{"mfa":false}""");
        Assert.Equal(CloudReason.MfaMissing, (await Assert.ThrowsAsync<CloudFault>(() => SetAsync(azure, ReservationsOn))).Reason);
    }

    [Fact]
    public async Task A_sweep_reads_each_customer_and_goes_on_past_one_that_fails()
    {
        var azure = await cloud.FreshAsync();
        await SetAsync(azure, ReservationsOn);
        var read = new List<CustomerPermissions>();
        await foreach (var one in azure.ReadReservationPermissionsAsync([Adatum, Ids.Customer(2), "nonsense"], default))
            read.Add(one);
        Assert.Equal([true, false, null], read.Select(r => r.Permissions?.ReservedInstances));
        Assert.Equal(CloudReason.NotOurCustomer, read[2].Fault!.Reason);
    }

    [Fact]
    public async Task The_activity_log_tells_who_flipped_the_switch()
    {
        var azure = await cloud.FreshAsync();
        var before = DateOnly.FromDateTime(cloud.Host.World.Now.UtcDateTime);
        await cloud.ControlAsync("policies", $$"""{"customer":"{{Adatum}}","reservedInstances":true}""");
        await cloud.ControlAsync("policies", $$"""{"customer":"{{Ids.Customer(2)}}","savingsPlan":true}""");
        var today = DateOnly.FromDateTime(cloud.Host.World.Now.UtcDateTime);
        var flips = await ReadAsync(azure.ReadAuditRecordsAsync(today.AddDays(-200), today, "self_serve_policy", null, default));
        Assert.True(flips.Count >= 2);
        Assert.Equal(flips.Count, flips.Select(f => f.Id).Distinct().Count());
        var flip = flips.First(f => f.CustomerId == Adatum);
        Assert.Equal(("create_self_serve_policy", true), (flip.Operation, flip.Succeeded));
        Assert.Contains("@", flip.UserPrincipalName, StringComparison.Ordinal);

        var ofOne = await ReadAsync(azure.ReadAuditRecordsAsync(before, today, "self_serve_policy", Ids.Customer(2), default));
        Assert.Equal(Ids.Customer(2), Assert.Single(ofOne).CustomerId);
        Assert.All(cloud.CallsTo("partnercenter").Where(c => c.Path.EndsWith("auditrecords", StringComparison.Ordinal)), c =>
            Assert.Equal(200, c.Status));
    }

    [Fact]
    public async Task Owners_of_the_customer_itself_are_found_directly_and_through_groups()
    {
        var azure = await cloud.FreshAsync();
        var owners = await azure.FindCustomerOwnersAsync(Adatum, default);
        var owner = Assert.Single(owners);
        Assert.Equal(Ids.User(1, 2), owner.User.Id);
        Assert.Equal(2, owner.Subscriptions.Count);

        var tailspin = (await azure.SearchCustomersAsync("tailspin", 1, default))[0].Id;
        Assert.Equal(
            Ids.User(Ids.CustomerNumber(tailspin), 2), Assert.Single(await azure.FindCustomerOwnersAsync(tailspin, default)).User.Id);
        var bellows = (await azure.SearchCustomersAsync("bellows", 1, default))[0].Id;
        Assert.Empty(await azure.FindCustomerOwnersAsync(bellows, default));
        var humongous = (await azure.SearchCustomersAsync("humongous", 1, default))[0].Id;
        Assert.Empty(await azure.FindCustomerOwnersAsync(humongous, default));
    }

    private static Task<ReservationPermissionResult> SetAsync(AzureOperations azure, ReservationPermissionChange change) =>
        azure.SetReservationPermissionAsync(Adatum, change, Guid.NewGuid().ToString(), default);

    private static async Task<List<CspBot.Cloud.AuditRecord>> ReadAsync(IAsyncEnumerable<CspBot.Cloud.AuditRecord> records)
    {
        var all = new List<CspBot.Cloud.AuditRecord>();
        await foreach (var record in records)
            all.Add(record);
        return all;
    }

    private List<RecordedCall> Writes() =>
        [.. cloud
            .CallsTo("partnercenter")
            .Where(c => c.Method != "GET" && c.Path.StartsWith(Policies, StringComparison.OrdinalIgnoreCase))];
}
