// The container registry, deployed before main.bicep: the image must be there when the app starts.
targetScope = 'resourceGroup'

param location string = resourceGroup().location

@description('Unique in the world; letters and digits.')
@minLength(5)
@maxLength(50)
param name string

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = {
  name: name
  location: location
  sku: {
    name: 'Basic'
  }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
  }
}

output loginServer string = registry.properties.loginServer
