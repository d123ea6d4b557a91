using CspBot.Cloud;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using SubscriptionKind = CspBot.Cloud.SubscriptionKind;

namespace CspBot.Tests.Cloud;

/// <summary>The verbs of grant-owner against the pretend Microsoft.</summary>
public sealed class AzureOperationsTests(SandboxedCloud cloud) : IClassFixture<SandboxedCloud>
{
    private static readonly string Adatum = Ids.Customer(1);
    private static readonly string AdatumProduction = Ids.AzureSubscription(1, 1);

    [Fact]
    public async Task A_customer_is_found_in_the_index_whatever_the_accents()
    {
        var azure = await cloud.FreshAsync();
        await cloud.Get<CustomerIndex>().RefreshAsync(default);
        Assert.Equal("Société Lumière & Fils", (await azure.SearchCustomersAsync("societe lumiere", 5, default))[0].Name);
        Assert.Equal("Contoso", (await azure.SearchCustomersAsync("contoso", 5, default))[0].Name);
        Assert.Equal("Łódź Tekstylia", (await azure.SearchCustomersAsync("lodz", 5, default))[0].Name);
    }

    [Theory]
    [InlineData("Adatum Corporation", true, true, false)]
    [InlineData("Wingtip Toys", true, false, false)]
    [InlineData("Wide World Importers", true, false, true)]
    [InlineData("Lucerne Publishing", true, false, false)]
    [InlineData("Graphic Design Institute", false, true, false)]
    public async Task A_customers_relation_is_read_live(string name, bool reseller, bool delegated, bool pending)
    {
        var azure = await cloud.FreshAsync();
        var found = (await azure.SearchCustomersAsync(name, 1, default))[0];
        var relation = await azure.GetCustomerAsync(found.Id, default);
        Assert.Equal(
            (name, reseller, delegated, pending),
            (relation.Customer.Name, relation.IsReseller, relation.Delegated.IsActive, relation.Delegated.PendingApprovalUrl is not null));
        Assert.Equal(delegated, relation.Delegated.EndsAt > cloud.Host.World.Now);
    }

    [Theory]
    [InlineData("99999999-0000-4000-8000-000000000001")]
    [InlineData("10000000-0000-4000-8000-900000000000")]
    public async Task A_tenant_that_is_not_ours_is_said_so(string tenant)
    {
        var azure = await cloud.FreshAsync();
        Assert.Equal(CloudReason.NotOurCustomer, await FaultAsync(() => azure.GetCustomerAsync(tenant, default)));
    }

    [Fact]
    public async Task Azure_subscriptions_of_every_kind_are_listed()
    {
        var azure = await cloud.FreshAsync();
        var plan = await azure.ListAzureSubscriptionsAsync(Adatum, default);
        Assert.Equal(["Adatum Development", "Adatum Production"], [.. plan.Select(s => s.Name)]);
        Assert.All(plan, s => Assert.Equal((SubscriptionKind.AzurePlan, true), (s.Kind, s.IsActive)));
        Assert.Contains(AdatumProduction, plan.Select(s => s.Id));

        Assert.Equal(SubscriptionKind.Legacy, Assert.Single(await OfAsync(azure, "Contoso Ltd")).Kind);
        Assert.Equal(2, (await OfAsync(azure, "VanArsdel")).Select(s => s.PartnerSubscriptionId).Distinct().Count());
        Assert.All(await OfAsync(azure, "Proseware"), s => Assert.False(s.IsActive));
        Assert.Empty(await OfAsync(azure, "Fabrikam Residences"));
        Assert.Empty(await OfAsync(azure, "Litware"));
    }

    [Fact]
    public async Task A_subscription_shows_its_state()
    {
        var azure = await cloud.FreshAsync();
        Assert.False((await azure.GetSubscriptionAsync(Adatum, AdatumProduction, default)).IsClosed);
        var northwind = (await azure.SearchCustomersAsync("northwind", 1, default))[0].Id;
        var disabled = (await azure.ListAzureSubscriptionsAsync(northwind, default))[0];
        Assert.Equal("Disabled", (await azure.GetSubscriptionAsync(northwind, disabled.Id, default)).State);
        Assert.Equal(CloudReason.NotFound, await FaultAsync(() => azure.GetSubscriptionAsync(Adatum, disabled.Id, default)));
    }

    [Fact]
    public async Task A_user_is_found_by_id_upn_mail_and_home_address()
    {
        var azure = await cloud.FreshAsync();
        var member = await azure.FindUserAsync(Adatum, Ids.User(1, 2), default);
        Assert.NotNull(member);
        Assert.Equal(member, await azure.FindUserAsync(Adatum, member.UserPrincipalName.ToUpperInvariant(), default));
        Assert.Equal(member, await azure.FindUserAsync(Adatum, " " + member.Mail + " ", default));
        Assert.False(member.IsGuest);
        Assert.True(member.IsEnabled);

        var guest = await azure.FindUserAsync(Adatum, Ids.User(1, 5), default);
        Assert.True(guest!.IsGuest);
        Assert.Equal(guest, await azure.FindUserAsync(Adatum, guest.UserPrincipalName, default));
        Assert.Equal(guest, await azure.FindUserAsync(Adatum, guest.Mail!, default));

        Assert.False((await azure.FindUserAsync(Adatum, Ids.User(1, 4), default))!.IsEnabled);
        Assert.Null(await azure.FindUserAsync(Adatum, "nobody@adatum.onmicrosoft.com", default));
        Assert.Null(await azure.FindUserAsync(Adatum, Ids.User(2, 1), default));
    }

    [Fact]
    public async Task Users_are_listed_and_searched()
    {
        var azure = await cloud.FreshAsync();
        var all = await azure.SearchUsersAsync(Adatum, "", 20, default);
        Assert.Equal(5, all.Count);
        var start = all[0].DisplayName[..3];
        Assert.Contains(all[0], await azure.SearchUsersAsync(Adatum, start, 20, default));
        Assert.Empty(await azure.SearchUsersAsync(Adatum, "x' or startsWith(displayName,'", 20, default));
    }

    [Fact]
    public async Task Granting_twice_makes_one_assignment_under_the_same_name()
    {
        var azure = await cloud.FreshAsync();
        var user = Ids.User(1, 1);
        Assert.False((await azure.ViewOwnersAsync(Adatum, AdatumProduction, user, default)).UserIsOwner);

        var first = await azure.GrantOwnerAsync(Adatum, AdatumProduction, user, default);
        var second = await azure.GrantOwnerAsync(Adatum, AdatumProduction.ToUpperInvariant(), user, default);
        Assert.True(first.Changed);
        Assert.False(second.Changed);
        Assert.Equal(first.AssignmentName, second.AssignmentName);
        Assert.Equal(AzureOperations.OwnerAssignmentName(AdatumProduction, user).ToString(), first.AssignmentName);
        Assert.NotNull(first.Receipt.RequestId);

        var found = await azure.FindAssignmentAsync(Adatum, AdatumProduction, first.AssignmentName, default);
        Assert.Equal(
            (user, "User", AzureRoles.Owner, "/subscriptions/" + AdatumProduction),
            (found!.PrincipalId, found.PrincipalType, found.RoleId, found.Scope));
        var view = await azure.ViewOwnersAsync(Adatum, AdatumProduction, user, default);
        Assert.True(view.UserIsOwner);
        Assert.Single(view.Owners, o => o.PrincipalId == user);
    }

    [Fact]
    public async Task Someone_who_is_owner_under_another_name_stays_so()
    {
        var azure = await cloud.FreshAsync();
        var owner = Ids.User(1, 2);
        var before = await azure.ViewOwnersAsync(Adatum, AdatumProduction, owner, default);
        var change = await azure.GrantOwnerAsync(Adatum, AdatumProduction, owner, default);
        Assert.False(change.Changed);
        Assert.Equal(before.Owners.Single(o => o.PrincipalId == owner).Name, change.AssignmentName);
        Assert.Equal(before.Count, (await azure.ViewOwnersAsync(Adatum, AdatumProduction, owner, default)).Count);
    }

    [Fact]
    public async Task Revoking_removes_it_and_nothing_there_counts_as_done()
    {
        var azure = await cloud.FreshAsync();
        var granted = await azure.GrantOwnerAsync(Adatum, AdatumProduction, Ids.User(1, 1), default);
        Assert.True((await azure.RevokeOwnerAsync(Adatum, AdatumProduction, granted.AssignmentName, default)).Changed);
        Assert.False((await azure.RevokeOwnerAsync(Adatum, AdatumProduction, granted.AssignmentName, default)).Changed);
        Assert.Null(await azure.FindAssignmentAsync(Adatum, AdatumProduction, granted.AssignmentName, default));
    }

    [Theory]
    [InlineData("Fourth Coffee", false)]
    [InlineData("Woodgrove Bank", false)]
    [InlineData("Adatum", true)]
    public async Task The_partners_own_right_is_seen_or_its_lack(string name, bool may)
    {
        var azure = await cloud.FreshAsync();
        var customer = (await azure.SearchCustomersAsync(name, 1, default))[0].Id;
        var subscription = (await azure.ListAzureSubscriptionsAsync(customer, default))[0].Id;
        try
        {
            Assert.Equal(may, (await azure.ViewOwnersAsync(customer, subscription, null, default)).PartnerMayAssign);
        }
        catch (CloudFault fault)
        {
            Assert.False(may);
            Assert.True(fault.Reason is CloudReason.NoRightOnSubscription or CloudReason.NotFound, fault.Message);
        }

        if (!may)
            Assert.True(await FaultAsync(() => azure.GrantOwnerAsync(
                customer,
                subscription,
                Ids.User(Ids.CustomerNumber(customer), 2),
                default)) is CloudReason.NoRightOnSubscription or CloudReason.NotFound);
    }

    [Fact]
    public async Task An_owner_through_a_group_counts_and_a_custom_role_named_owner_does_not()
    {
        var azure = await cloud.FreshAsync();
        var tailspin = (await azure.SearchCustomersAsync("tailspin", 1, default))[0].Id;
        var view = await azure.ViewOwnersAsync(
            tailspin,
            (await azure.ListAzureSubscriptionsAsync(tailspin, default))[0].Id,
            Ids.User(Ids.CustomerNumber(tailspin), 2),
            default);
        Assert.Equal((true, false), (view.UserIsOwner, view.CustomOwnerRoles));

        var humongous = (await azure.SearchCustomersAsync("humongous", 1, default))[0].Id;
        view = await azure.ViewOwnersAsync(
            humongous,
            (await azure.ListAzureSubscriptionsAsync(humongous, default))[0].Id,
            Ids.User(Ids.CustomerNumber(humongous), 2),
            default);
        Assert.Equal((false, true), (view.UserIsOwner, view.CustomOwnerRoles));
    }

    [Fact]
    public async Task A_nearly_full_subscription_is_counted_over_all_pages_and_refuses_one_more()
    {
        var azure = await cloud.FreshAsync();
        var southridge = (await azure.SearchCustomersAsync("southridge", 1, default))[0].Id;
        var subscription = (await azure.ListAzureSubscriptionsAsync(southridge, default))[0].Id;
        Assert.Equal(OwnerView.Limit, (await azure.ViewOwnersAsync(southridge, subscription, null, default)).Count);
        Assert.Equal(
            CloudReason.AssignmentLimit,
            await FaultAsync(() => azure.GrantOwnerAsync(southridge, subscription, Ids.User(Ids.CustomerNumber(southridge), 1), default)));
    }

    [Theory]
    [InlineData("Wingtip Toys", "NoDelegatedAdministration")]
    [InlineData("City Power", "ConditionalAccess")]
    [InlineData("Trey Research", "NoConsent")]
    [InlineData("Blue Yonder", "MfaMissing")]
    [InlineData("Relecloud", "NoConsent")]
    public async Task A_customer_whose_sign_in_fails_says_why(string name, string reason)
    {
        var azure = await cloud.FreshAsync();
        var customer = (await azure.SearchCustomersAsync(name, 1, default))[0].Id;
        Assert.Equal(reason, (await FaultAsync(() => azure.SearchUsersAsync(customer, "", 5, default))).ToString());
    }

    [Fact]
    public async Task Deny_assignments_principals_of_nowhere_locks_and_last_owners_are_told_apart()
    {
        var azure = await cloud.FreshAsync();
        var bakery = (await azure.SearchCustomersAsync("liberty", 1, default))[0].Id;
        var guarded = (await azure.ListAzureSubscriptionsAsync(bakery, default))[0].Id;
        Assert.Equal(
            CloudReason.NoRightOnSubscription,
            await FaultAsync(() => azure.GrantOwnerAsync(bakery, guarded, Ids.User(Ids.CustomerNumber(bakery), 2), default)));
        Assert.Equal(
            CloudReason.PrincipalNotFound,
            await FaultAsync(() => azure.GrantOwnerAsync(Adatum, AdatumProduction, Guid.NewGuid().ToString(), default)));

        var owners = (await azure.ViewOwnersAsync(Adatum, AdatumProduction, null, default)).Owners;
        await azure.RevokeOwnerAsync(Adatum, AdatumProduction, owners.Single(o => o.PrincipalType == "User").Name, default);
        Assert.Equal(
            CloudReason.LastOwner,
            await FaultAsync(() =>
                azure.RevokeOwnerAsync(Adatum, AdatumProduction, owners.Single(o => o.PrincipalType == "ForeignGroup").Name, default)));
    }

    [Fact]
    public async Task Partner_users_and_groups_are_read_as_the_app()
    {
        var azure = await cloud.FreshAsync();
        Assert.Equal(
            [Ids.AdminAgents], await azure.GetMembershipsAsync(Ids.Nora, [Ids.AdminAgents, Ids.SalesAgents, Ids.HelpdeskAgents], default));
        Assert.Empty(await azure.GetMembershipsAsync(Ids.Omar, [Ids.AdminAgents], default));
        Assert.Empty(await azure.GetMembershipsAsync("12345678-0000-4000-8000-000000000099", [Ids.AdminAgents], default));
        Assert.Equal([Ids.Tomas, Ids.Aisha], (await azure.ListGroupMembersAsync(Ids.Approvers, default)).Select(m => m.Id).Order());
        Assert.All(cloud.CallsTo("graph"), c => Assert.Equal("app", c.TokenKind));
    }

    [Fact]
    public async Task One_token_serves_all_calls_to_a_tenant_and_service()
    {
        var azure = await cloud.FreshAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => azure.GetSubscriptionAsync(Adatum, AdatumProduction, default)));
        Assert.Single(cloud.CallsTo("login"));
    }

    [Fact]
    public async Task A_connection_cut_after_the_write_is_unknown_and_reading_back_finds_it()
    {
        var azure = await cloud.FreshAsync();
        cloud.Host.Faults.Add(new Fault { Api = "arm", Method = "PUT", DropConnection = true, AfterWrite = true, Times = 1 });
        var user = Ids.User(1, 1);
        var fault = await Assert.ThrowsAsync<CloudFault>(() => azure.GrantOwnerAsync(Adatum, AdatumProduction, user, default));
        Assert.True(fault.IsUnknown);
        Assert.Single(cloud.CallsTo("arm", "PUT"));
        Assert.NotNull(await azure.FindAssignmentAsync(
            Adatum, AdatumProduction, AzureOperations.OwnerAssignmentName(AdatumProduction, user).ToString(), default));
    }

    [Theory]
    [InlineData("arm", 503, null, "ServiceFault")]
    [InlineData("arm", 429, "60", "Throttled")]
    [InlineData("login", 503, null, "ServiceFault")]
    [InlineData("login", 429, "30", "Throttled")]
    public async Task Faults_of_every_kind_are_told_quickly(string api, int status, string? after, string reason)
    {
        var azure = await cloud.FreshAsync();
        cloud.Host.Faults.Add(new Fault { Api = api, Status = status, RetryAfter = after });
        var told = await InTime.Async(
            TimeSpan.FromSeconds(3), () => FaultAsync(() => azure.GetSubscriptionAsync(Adatum, AdatumProduction, default)));
        Assert.Equal(reason, told.ToString());
    }

    [Fact]
    public async Task A_slow_service_ends_with_the_callers_deadline()
    {
        var azure = await cloud.FreshAsync();
        cloud.Host.Faults.Add(new Fault { Api = "arm", DelayMs = 30_000, Times = 1 });
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => azure.GetSubscriptionAsync(Adatum, AdatumProduction, deadline.Token));
    }

    [Fact]
    public async Task The_rotated_refresh_token_is_written_back()
    {
        var azure = await cloud.FreshAsync();
        var before = await File.ReadAllTextAsync(cloud.Host.RefreshTokenFile);
        await azure.GetSubscriptionAsync(Adatum, AdatumProduction, default);
        Assert.NotEqual(before, await File.ReadAllTextAsync(cloud.Host.RefreshTokenFile));
    }

    private static async Task<IReadOnlyList<CspBot.Cloud.AzureSubscription>> OfAsync(AzureOperations azure, string name) =>
        await azure.ListAzureSubscriptionsAsync((await azure.SearchCustomersAsync(name, 1, default))[0].Id, default);

    private static async Task<CloudReason> FaultAsync(Func<Task> call) => (await Assert.ThrowsAsync<CloudFault>(call)).Reason;
}
