namespace CspBot.Sandbox;

/// <summary>A user of some directory: an employee of the partner, or a customer's member or guest.</summary>
internal sealed class Person
{
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    public required string UserPrincipalName { get; init; }

    public required string DisplayName { get; init; }

    public string? Mail { get; init; }

    public IReadOnlyList<string> OtherMails { get; init; } = [];

    public bool IsGuest { get; init; }

    public bool Enabled { get; set; } = true;

    public string PreferredLanguage { get; init; } = "en-US";

    /// <summary>Template ids of the directory roles that the user holds.</summary>
    public HashSet<string> DirectoryRoles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary><c>PendingAcceptance</c> or <c>Accepted</c> for guests.</summary>
    public string? ExternalUserState { get; set; }

    /// <summary>Other replicas know this user from then on.</summary>
    public DateTimeOffset ReplicatedAt { get; init; }

    public string UserType => IsGuest ? "Guest" : "Member";
}

/// <summary>A group of some directory; members are users or groups.</summary>
internal sealed class Group
{
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>False for one that is for mail alone: no right can be given to it.</summary>
    public bool SecurityEnabled { get; init; } = true;

    public HashSet<string> Members { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>All users and groups of all directories.</summary>
internal sealed class People
{
    private readonly Dictionary<string, Person> users = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<Person>> usersByTenant = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Group> groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Tenant, string Id, string Name)> applications = [];

    public IEnumerable<Person> All => users.Values;

    public void Add(Person user)
    {
        users.Add(user.Id, user);
        if (!usersByTenant.TryGetValue(user.Tenant, out List<Person>? list))
            usersByTenant.Add(user.Tenant, list = []);
        list.Add(user);
    }

    public void Add(Group group) => groups.Add(group.Id, group);

    /// <summary>The service principal of an application in a directory.</summary>
    public void AddApplication(string tenant, string id, string name) => applications.Add((tenant, id, name));

    public IEnumerable<(string Id, string Name)> ApplicationsOf(string tenant) =>
        applications.Where(item => Ids.Same(item.Tenant, tenant)).Select(item => (item.Id, item.Name));

    public Person? User(string id) => users.GetValueOrDefault(id);

    public Group? Group(string id) => groups.GetValueOrDefault(id);

    public IReadOnlyList<Person> UsersOf(string tenant) => usersByTenant.GetValueOrDefault(tenant) ?? [];

    public IEnumerable<Group> GroupsOf(string tenant) => groups.Values.Where(group => Ids.Same(group.Tenant, tenant));

    public Person? Find(string tenant, string idOrPrincipalName) =>
        users.TryGetValue(idOrPrincipalName, out Person? user) && Ids.Same(user.Tenant, tenant)
            ? user
            : UsersOf(tenant).FirstOrDefault(item => Ids.Same(item.UserPrincipalName, idOrPrincipalName));

    /// <summary>The groups that a user or group belongs to, directly or through other groups.</summary>
    public IReadOnlyList<Group> MembershipsOf(string id)
    {
        List<Group> found = [];
        Queue<string> open = new([id]);
        while (open.TryDequeue(out string? member))
        {
            foreach (Group group in groups.Values.Where(group => group.Members.Contains(member) && !found.Contains(group)))
            {
                found.Add(group);
                open.Enqueue(group.Id);
            }
        }

        return found;
    }

    public bool IsMember(string id, string groupId) => MembershipsOf(id).Any(group => Ids.Same(group.Id, groupId));

    /// <summary>The users and groups inside a group, directly or through other groups.</summary>
    public IReadOnlyList<string> MembersOf(Group group)
    {
        List<string> found = [];
        Queue<Group> open = new([group]);
        while (open.TryDequeue(out Group? current))
        {
            foreach (string member in current.Members.Where(member => !found.Contains(member)))
            {
                found.Add(member);
                if (Group(member) is { } inner)
                    open.Enqueue(inner);
            }
        }

        return found;
    }
}
