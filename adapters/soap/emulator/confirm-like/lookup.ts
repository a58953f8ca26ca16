import { node, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';

const SERVICES = [
  {
    code: 'HW',
    name: 'Highways',
    subjects: [
      { code: 'POT', name: 'Pothole', attributes: { SIZE: false, DEPTH: true } },
      { code: 'LIGHT', name: 'Street light out', attributes: {} },
    ],
  },
  { code: 'GR', name: 'Grounds & parks', subjects: [{ code: 'TREE', name: 'Fallen tree', attributes: { QUES: true } }] },
];
const ATTRIBUTE_TYPES = [
  { code: 'SIZE', name: 'How wide is it, in centimetres?', flag: 'N', values: {} },
  { code: 'DEPTH', name: 'How deep is it?', flag: 'L', values: { SH: 'Shallow', DP: 'Deep' } },
  { code: 'QUES', name: 'What does it block?', flag: 'C', values: {} },
];

/** What can be reported: services with their subjects, which name the attributes that are described once behind them. */
export function customerLookup(): XmlNode {
  return node('c:GetCustomerLookupResponse', [
    node('c:CustomerType', 'PUBLIC'),
    ...SERVICES.map(({ code, name, subjects }) =>
      node('c:Service', [node('c:ServiceCode', code), node('c:ServiceName', name), ...subjects.map(subject)]),
    ),
    ...ATTRIBUTE_TYPES.map(attributeType),
  ]);
}

function subject({ code, name, attributes }: (typeof SERVICES)[number]['subjects'][number]): XmlNode {
  const named = Object.entries(attributes).map(([type, isMandatory]) =>
    node('c:SubjectAttribute', [node('c:EnqAttribTypeCode', type), node('c:Mandatory', isMandatory ? 'Y' : 'N')]),
  );
  return node('c:Subject', [node('c:SubjectCode', code), node('c:SubjectName', name), ...named]);
}

function attributeType({ code, name, flag, values }: (typeof ATTRIBUTE_TYPES)[number]): XmlNode {
  const choices = Object.entries(values).map(([key, text]) =>
    node('c:EnquiryAttributeValue', [node('c:EnqAttribValueCode', key), node('c:EnqAttribValueName', text)]),
  );
  return node('c:EnquiryAttributeType', [
    node('c:EnqAttribTypeCode', code),
    node('c:EnqAttribTypeName', name),
    node('c:EnqAttribTypeFlag', flag),
    ...choices,
  ]);
}
