using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>What is below a customer: users, subscriptions, Azure subscriptions and their role assignments.</summary>
internal static partial class Seed
{
    /// <summary>The number of the customer with licences of every state.</summary>
    public const int LicencesOwner = 44;

    private static readonly string[] GivenNames =
    [
        "Anna", "Björn", "Chloé", "David", "Élodie", "Farid", "Grace", "Hugo", "Inès", "Jonas", "Karin", "Luís",
        "Mei", "Noah", "Olga", "Paul", "Quentin", "Rosa", "Søren", "Théo", "Ulla", "Victor", "Wanda", "Zoë",
    ];

    private static readonly string[] Surnames =
    [
        "Andersson", "Bernard", "Castro", "Dubois", "Eriksen", "Fischer", "García", "Håkansson", "Ivanova", "Jensen",
        "Kowalski", "Lefèvre", "Müller", "Nguyen", "O'Brien", "Petit", "Rossi", "Schäfer", "Tanaka", "Weiß",
    ];

    /// <summary>Makes the details of a customer once; generated customers have fewer users.</summary>
    public static void AddDetails(World world, Customer customer)
    {
        if (customer.Detailed)
            return;
        customer.Detailed = true;
        CustomerSeed seed = customer.Number <= Seeded.Count
            ? Seeded[customer.Number - 1]
            : new CustomerSeed(customer.Name, "", customer.Country);
        bool generated = customer.Number > Seeded.Count;
        AddUsers(world, customer, generated ? 2 : 5);
        if (customer.Foreign)
            AddAzureSubscription(world, customer, customer.Name, 1, 0);
        if (customer.Foreign || customer.IsEmpty)
            return;
        if (customer.Number == PayAsYouGoOwner)
            AddOddSubscriptions(world, customer);

        if (!generated)
            customer.Subscriptions.Add(Licenses(world, customer, "Microsoft 365 Business Premium", 9));
        if (customer.Number == LicencesOwner)
            AddLicences(world, customer);
        if (seed.Kind is null or Subscription.License)
            return;
        IReadOnlyList<string> names = seed.AzureSubscriptions ?? [customer.Name];
        for (int plan = 1; plan <= seed.Plans; plan++)
        {
            Subscription subscription = Azure(world, customer, seed, plan);
            customer.Subscriptions.Add(subscription);
            for (int i = plan - 1; i < names.Count; i += seed.Plans)
                subscription.AzureSubscriptions.Add(AddAzureSubscription(world, customer, names[i], i + 1, seed.AssignmentsBelow));
        }

        if (seed.Details is { } details && customer.Subscriptions.SelectMany(item => item.AzureSubscriptions).FirstOrDefault() is { } first)
            details(world, customer, first);
    }

    /// <summary>An Azure subscription as it comes with a plan: the partner's AdminAgents are Owner as foreign principal.</summary>
    public static AzureSubscription AddAzureSubscription(World world, Customer customer, string name, int number, int assignmentsBelow)
    {
        AzureSubscription subscription = new()
        {
            Id = Ids.AzureSubscription(customer.Number, number),
            Tenant = customer.Id,
            Name = name,
            AssignmentsBelow = assignmentsBelow,
        };
        DateTimeOffset created = world.Now.AddDays(-400);
        subscription.Assignments.Add(Assignment(subscription, Ids.AdminAgents, "ForeignGroup", Ids.Owner, created));
        subscription.Assignments.Add(Assignment(subscription, Ids.User(customer.Number, 2), "User", Ids.Owner, created));
        if (customer.Number <= Seeded.Count)
            subscription.Assignments.Add(Assignment(subscription, Ids.User(customer.Number, 3), "User", Ids.Contributor, created));
        world.Add(subscription);
        return subscription;
    }

    /// <summary>Two Azure subscriptions that Partner Center does not know: one bought elsewhere, one that Azure cannot resolve.</summary>
    private static void AddOddSubscriptions(World world, Customer customer)
    {
        AzureSubscription elsewhere = new()
        {
            Id = Ids.AzureSubscription(customer.Number, 8),
            Tenant = customer.Id,
            Name = "Pay-As-You-Go",
            QuotaId = "PayAsYouGo_2014-09-01",
        };
        AzureSubscription broken = new()
        {
            Id = Ids.AzureSubscription(customer.Number, 9),
            Tenant = customer.Id,
            Name = "Unresolvable",
            HasBrokenMetadata = true,
        };
        world.Add(elsewhere);
        world.Add(broken);
    }

    public static RoleAssignment Assignment(
        AzureSubscription subscription, string principal, string type, string role, DateTimeOffset created) =>
        new()
        {
            Name = Ids.Named($"{subscription.Id}|{principal}|{role}|seed"),
            Subscription = subscription.Id,
            PrincipalId = principal,
            PrincipalType = type,
            Role = role,
            Created = created,
            Updated = created,
        };

    private static Subscription Licenses(World world, Customer customer, string name, int number) => new()
    {
        Id = Ids.Subscription(customer.Number, number),
        Customer = customer.Id,
        Kind = Subscription.License,
        Name = name,
        Quantity = 25,
        Created = world.Now.AddDays(-420),
        CommitmentEnds = world.Now.AddDays(310),
        OrderId = Ids.Named($"order|{customer.Id}|license{(number == 9 ? "" : number)}"),
    };

    /// <summary>One customer with licences of every state, and one that is not renewed.</summary>
    private static void AddLicences(World world, Customer customer)
    {
        string[] names =
        [
            "Exchange Online (Plan 1)", "Power BI Pro", "Microsoft 365 E3", "Visio Plan 2", "Project Plan 3", "Microsoft Entra ID P2",
            "Dynamics 365 Sales Professional",
        ];
        for (int i = 0; i < names.Length; i++)
        {
            Subscription licences = Licenses(world, customer, names[i], 10 + i);
            licences.Quantity = 5 * (i + 1);
            licences.AutoRenew = i != 1;
            licences.Status = i switch { 3 => "suspended", 4 => "deleted", _ => "active" };
            customer.Subscriptions.Add(licences);
        }
    }

    private static Subscription Azure(World world, Customer customer, CustomerSeed seed, int number) => new()
    {
        Id = Ids.Subscription(customer.Number, number),
        Customer = customer.Id,
        Kind = seed.Kind!,
        Status = seed.PlanStatus,
        Name = seed.Kind == Subscription.Legacy ? "Microsoft Azure" : "Azure plan",
        Created = world.Now.AddDays(-400),
        OrderId = Ids.Named($"order|{customer.Id}|{number}"),
    };

    private static void AddUsers(World world, Customer customer, int count)
    {
        for (int number = 1; number <= count; number++)
        {
            string given = GivenNames[(customer.Number * 5 + number) % GivenNames.Length];
            string surname = Surnames[(customer.Number * 3 + number) % Surnames.Length];
            world.People.Add(number == 5 ? Guest(customer, given, surname) : Member(customer, number, given, surname));
        }
    }

    private static Person Member(Customer customer, int number, string given, string surname)
    {
        string account = Account(given, surname);
        return new Person
        {
            Id = Ids.User(customer.Number, number),
            Tenant = customer.Id,
            DisplayName = $"{given} {surname}",
            UserPrincipalName = $"{account}@{customer.Domain}",
            Mail = $"{account}@{customer.Domain.Replace(".onmicrosoft.com", ".example", StringComparison.Ordinal)}",
            Enabled = number != 4,
        };
    }

    private static Person Guest(Customer customer, string given, string surname)
    {
        string account = Account(given, surname);
        return new Person
        {
            Id = Ids.User(customer.Number, 5),
            Tenant = customer.Id,
            DisplayName = $"{given} {surname} (consultant)",
            UserPrincipalName = $"{account}_consulting.example#EXT#@{customer.Domain}",
            Mail = $"{account}@consulting.example",
            OtherMails = [$"{account}@consulting.example"],
            IsGuest = true,
            ExternalUserState = "Accepted",
        };
    }

    private static string Account(string given, string surname)
    {
        IEnumerable<char> letters = $"{given}.{surname}".ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal)
            .Replace("ø", "o", StringComparison.Ordinal).Normalize(System.Text.NormalizationForm.FormD)
            .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark && letter != '\'');
        return string.Concat(letters);
    }
}
